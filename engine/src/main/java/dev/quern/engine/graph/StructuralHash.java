package dev.quern.engine.graph;

import dev.quern.engine.PlanException;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A running 128-bit hash over the structure of values: what a {@link Token} is made of.
 *
 * <p>These have a structure: null; booleans, characters, numbers, strings, {@link BigDecimal} and
 * {@link BigInteger}; enums and classes, by name; records, by class and components; arrays, lists,
 * optionals and other iterables, by elements in order; sets and maps, whatever their order; dates,
 * times, durations and zones, paths, URIs, UUIDs, character sets and patterns, by their text; and
 * whatever implements {@link Content}. Equal structures hash alike in every run of the virtual
 * machine.
 *
 * <p>Lambdas and method references have none: they count by identity, and so never equal those of
 * another run. Anything else is refused by name, rather than hashed by an identity that nobody
 * sees.
 *
 * <p>The mixing is that of MurmurHash3 for 128 bits, each word fed to both halves. Not a
 * cryptographic hash. Cost: linear in the content written out as a tree; depth is no limit.
 */
public final class StructuralHash {
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;

  private final String name;
  private final Deque<Part> pending = new ArrayDeque<>();
  private long high;
  private long low;
  private long words;

  /** A value whose structure is neither that of a record nor of a collection, and that tells it. */
  public interface Content {

    /** Adds everything that makes this value differ from others of its class. */
    void addTo(StructuralHash hash);
  }

  /** A hash for an operation called {@code name}; the name is part of it. */
  public StructuralHash(String name) {
    this.name = name;
    text(name);
  }

  /** Adds a number. */
  public StructuralHash add(long word) {
    words++;
    high ^= Long.rotateLeft(word * C1, 31) * C2;
    high = (Long.rotateLeft(high, 27) + low) * 5 + 0x52dce729L;
    low ^= Long.rotateLeft(word * C2, 33) * C1;
    low = (Long.rotateLeft(low, 31) + high) * 5 + 0x38495ab5L;
    return this;
  }

  /**
   * Adds a value's whole structure.
   *
   * @throws PlanException when something in it has none
   */
  public StructuralHash add(@Nullable Object value) {
    /*
     * Values are written out in pre-order, each container with its size first, from a stack of our
     * own: expressions may be nested deeper than the thread's stack. A Content that adds from within
     * leaves the parts behind it where they are.
     */
    int floor = pending.size();
    pending.push(new Part(value, null));
    while (pending.size() > floor) {
      write(pending.pop());
    }
    return this;
  }

  /** The token of all that was added so far. */
  public Token token() {
    long h = high ^ words;
    long l = low ^ words;
    h += l;
    l += h;
    h = finish(h);
    l = finish(l);
    h += l;
    l += h;
    return new Token(name, h, l);
  }

  private void write(Part part) {
    Object value = part.value;
    switch (value) {
      case null -> add(Tag.NULL.word());
      case Boolean b -> add(Tag.BOOLEAN.word()).add(b ? 1 : 0);
      case Byte b -> add(Tag.BYTE.word()).add(b.longValue());
      case Short s -> add(Tag.SHORT.word()).add(s.longValue());
      case Character c -> add(Tag.CHARACTER.word()).add((long) c);
      case Integer i -> add(Tag.INTEGER.word()).add(i.longValue());
      case Long l -> add(Tag.LONG.word()).add(l.longValue());
      case Float f -> add(Tag.FLOAT.word()).add((long) Float.floatToIntBits(f));
      case Double d -> add(Tag.DOUBLE.word()).add(Double.doubleToLongBits(d));
      case String s -> {
        add(Tag.TEXT.word());
        text(s);
      }
      case Enum<?> e -> named(Tag.ENUM, e.getDeclaringClass()).text(e.name());
      case Class<?> c -> named(Tag.CLASS, c);
      case Content content -> {
        named(Tag.CONTENT, content.getClass());
        content.addTo(this);
      }
      case Token token -> {
        add(Tag.TOKEN.word()).add(token.high()).add(token.low());
        text(token.name());
      }
      case Record r -> record(r);
      case Optional<?> o -> sequence(Tag.OPTIONAL, o.stream().toArray(), part);
      case Set<?> s -> unordered(Tag.SET, s);
      case Map<?, ?> m -> unordered(Tag.MAP, m.entrySet());
      case Map.Entry<?, ?> e ->
          sequence(Tag.ENTRY, new @Nullable Object[] {e.getKey(), e.getValue()}, part);
      case List<?> l -> sequence(Tag.LIST, l.toArray(), part);
      case BigDecimal _,
          BigInteger _,
          TemporalAccessor _,
          TemporalAmount _,
          ZoneId _,
          Path _,
          URI _,
          UUID _,
          Charset _,
          Pattern _ ->
          named(Tag.PRINTED, printedAs(value)).text(value.toString());
      case Iterable<?> i -> iterable(i, part);
      case Object o when o.getClass().isArray() -> array(o, part);
      case Object o when o.getClass().isHidden() || o.getClass().isSynthetic() ->
          add(Tag.IDENTITY.word()).add(LambdaIds.RUN).add(LambdaIds.of(o));
      case Object o ->
          throw new PlanException(
              "operation '%s' cannot be named after its content: %s%s has no structure to hash; make it a record, or let it implement StructuralHash.Content"
                  .formatted(name, o.getClass().getName(), part.place()));
    }
  }

  private void record(Record value) {
    Class<?> type = value.getClass();
    RecordComponent[] components = RecordParts.of(type);
    named(Tag.RECORD, type).add((long) components.length);
    for (int i = components.length - 1; i >= 0; i--) {
      pending.push(new Part(RecordParts.read(components[i], value), components[i]));
    }
  }

  private void sequence(Tag tag, @Nullable Object[] elements, Part owner) {
    add(tag.word()).add((long) elements.length);
    for (int i = elements.length - 1; i >= 0; i--) {
      pending.push(new Part(elements[i], owner.component));
    }
  }

  private void iterable(Iterable<?> elements, Part owner) {
    named(Tag.ITERABLE, elements.getClass());
    Deque<@Nullable Object> all = new ArrayDeque<>();
    elements.forEach(element -> all.add(new Part(element, owner.component)));
    add((long) all.size());
    while (!all.isEmpty()) {
      pending.push((Part) all.removeLast());
    }
  }

  /* Elements are hashed each for itself and summed, so that no order shows. */
  private void unordered(Tag tag, Collection<?> elements) {
    long sumHigh = 0;
    long sumLow = 0;
    for (Object element : elements) {
      Token token = new StructuralHash(name).add(element).token();
      sumHigh += token.high();
      sumLow += token.low();
    }
    add(tag.word()).add((long) elements.size()).add(sumHigh).add(sumLow);
  }

  private void array(Object array, Part owner) {
    Class<?> element = array.getClass().componentType();
    int length = Array.getLength(array);
    named(Tag.ARRAY, element);
    if (!element.isPrimitive()) {
      sequence(Tag.LIST, (@Nullable Object[]) array, owner);
      return;
    }
    add((long) length);
    switch (array) {
      case byte[] bytes -> {
        for (byte b : bytes) {
          add((long) b);
        }
      }
      case int[] ints -> {
        for (int i : ints) {
          add((long) i);
        }
      }
      case long[] longs -> {
        for (long l : longs) {
          add(l);
        }
      }
      case double[] doubles -> {
        for (double d : doubles) {
          add(Double.doubleToLongBits(d));
        }
      }
      default -> {
        for (int i = 0; i < length; i++) {
          write(new Part(Array.get(array, i), owner.component));
        }
      }
    }
  }

  private StructuralHash named(Tag tag, Class<?> type) {
    add(tag.word());
    return text(type.getName());
  }

  private StructuralHash text(String text) {
    int length = text.length();
    add((long) length);
    long word = 0;
    for (int i = 0; i < length; i++) {
      word = (word << 16) | text.charAt(i);
      if ((i & 3) == 3) {
        add(word);
        word = 0;
      }
    }
    if ((length & 3) != 0) {
      add(word);
    }
    return this;
  }

  /* The classes behind Path, ZoneId and the like differ between platforms; their texts do not. */
  private static Class<?> printedAs(Object value) {
    return switch (value) {
      case Path _ -> Path.class;
      case ZoneId _ -> ZoneId.class;
      case Charset _ -> Charset.class;
      default -> value.getClass();
    };
  }

  private static long finish(long word) {
    long mixed = word ^ (word >>> 33);
    mixed *= 0xff51afd7ed558ccdL;
    mixed ^= mixed >>> 33;
    mixed *= 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }

  /** A value still to be written, and the record component it was found in. */
  private record Part(@Nullable Object value, @Nullable RecordComponent component) {
    String place() {
      return component == null
          ? ""
          : " in '%s' of %s"
              .formatted(component.getName(), component.getDeclaringRecord().getName());
    }
  }

  /** What comes next: kept apart, so that 1 is not 1.0 and a list not its element. */
  private enum Tag {
    NULL,
    BOOLEAN,
    BYTE,
    SHORT,
    CHARACTER,
    INTEGER,
    LONG,
    FLOAT,
    DOUBLE,
    TEXT,
    ENUM,
    CLASS,
    CONTENT,
    TOKEN,
    RECORD,
    OPTIONAL,
    SET,
    MAP,
    ENTRY,
    LIST,
    ITERABLE,
    ARRAY,
    PRINTED,
    IDENTITY;

    /* Spelled out by name, so that a tag put between others leaves old hashes as they are. */
    private final long word = name().hashCode() * 0x9E3779B97F4A7C15L;

    long word() {
      return word;
    }
  }
}
