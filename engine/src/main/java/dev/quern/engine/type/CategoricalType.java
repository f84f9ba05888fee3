package dev.quern.engine.type;

import dev.quern.engine.PlanException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * One of some names, which are in order: what Arrow calls an ordered dictionary, DuckDB an ENUM and
 * Polars an Enum. A value is the place of its name, from 0, in a 32-bit integer; so values are
 * compared, sorted and grouped as integers are, and their order is that of the names.
 *
 * <p>Two such types are the same when their names are. The names travel with every plan, task and
 * batch that has the type, so there are {@value #MOST_NAMES} at most. Immutable.
 */
public final class CategoricalType implements SlotType, Iterable<String> {
  /** How many names there may be. */
  public static final int MOST_NAMES = 1 << 16;

  private static final int SHOWN = 8;

  private final transient List<String> names;
  private final transient byte[][] texts;
  private final transient int hash;

  /* By the hash of its text, the place of a name and 1; 0 is free. Half of it at least is. */
  private final transient int[] table;

  /** Names in order: one at least, each of them once. */
  public CategoricalType(List<String> names) {
    if (names.isEmpty() || names.size() > MOST_NAMES) {
      throw new PlanException(
          "a categorical has 1 to %d names, not %d%s"
              .formatted(
                  MOST_NAMES,
                  names.size(),
                  names.isEmpty() ? "" : ": keep the column as text, which has no such bound"));
    }
    this.names = List.copyOf(names);
    this.texts = new byte[names.size()][];
    this.table = new int[4 * Integer.highestOneBit(names.size())];
    Set<String> seen = HashSet.newHashSet(names.size());
    for (int code = 0; code < texts.length; code++) {
      String name = this.names.get(code);
      if (!seen.add(name)) {
        throw new PlanException(
            "'%s' stands twice among the names of a categorical: leave one out".formatted(name));
      }
      texts[code] = name.getBytes(StandardCharsets.UTF_8);
      table[slot(texts[code], 0, texts[code].length)] = code + 1;
    }
    this.hash = this.names.hashCode();
  }

  @Override
  public Iterator<String> iterator() {
    return names.iterator();
  }

  /** The names in order. */
  public List<String> names() {
    return names;
  }

  /** How many names there are. */
  public int size() {
    return texts.length;
  }

  /** The name at place {@code code}. */
  public String name(int code) {
    return names.get(code);
  }

  /** The place of {@code name}; an unknown name is an error that suggests the nearest one. */
  public int code(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    int code = code(text, 0, text.length);
    if (code < 0) {
      throw new PlanException(unknown(name));
    }
    return code;
  }

  /** The place of the name that stands in UTF-8 in {@code text}; -1 when it is none. */
  public int code(byte[] text, int from, int length) {
    return table[slot(text, from, length)] - 1;
  }

  /** What is to be said of a text that is none of the names. */
  public String unknown(String text) {
    return NearName.find(text, names)
        .map(near -> "'%s' is no name of %s; did you mean '%s'?".formatted(text, this, near))
        .orElseGet(() -> "'%s' is no name of %s".formatted(text, this));
  }

  /* Where the name is or would be. */
  private int slot(byte[] text, int from, int length) {
    int h = 0;
    for (int i = from; i < from + length; i++) {
      h = 31 * h + text[i];
    }
    h *= 0x9E3779B9;
    int mask = table.length - 1;
    int at = (h ^ (h >>> 16)) & mask;
    while (table[at] != 0) {
      byte[] name = texts[table[at] - 1];
      if (Arrays.equals(name, 0, name.length, text, from, from + length)) {
        return at;
      }
      at = (at + 1) & mask;
    }
    return at;
  }

  @Override
  public int byteWidth() {
    return Integer.BYTES;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof CategoricalType type && type.hash == hash && type.names.equals(names));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The first names and how many there are: {@code categorical(low, mid, high)}. */
  @Override
  public String toString() {
    return names.size() <= SHOWN
        ? "categorical(" + String.join(", ", names) + ")"
        : "categorical(%s, ... %d names)"
            .formatted(String.join(", ", names.subList(0, SHOWN)), names.size());
  }

  /* The names alone are written: the rest is made of them again. */
  private Object writeReplace() {
    return new Form(names);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a categorical is written as its names");
  }

  private record Form(List<String> names) implements Serializable {
    Object readResolve() {
      return new CategoricalType(names);
    }
  }
}
