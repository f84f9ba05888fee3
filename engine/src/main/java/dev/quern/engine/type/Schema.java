package dev.quern.engine.type;

import dev.quern.engine.PlanException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The ordered, uniquely named columns of a table. An immutable value. */
public final class Schema implements Iterable<Field>, Serializable {
  private final List<Field> fields;
  private final Map<String, Integer> positions;

  private Schema(List<Field> fields) {
    this.fields = List.copyOf(fields);
    this.positions = HashMap.newHashMap(fields.size());
    for (int i = 0; i < this.fields.size(); i++) {
      if (positions.put(this.fields.get(i).name(), i) != null) {
        throw new PlanException(
            "column '%s' stands twice in the schema: rename one of them"
                .formatted(this.fields.get(i).name()));
      }
    }
  }

  /** A schema of these fields, in this order; two of one name are refused. */
  public static Schema of(List<Field> fields) {
    return new Schema(fields);
  }

  /** A schema of these fields, in this order; two of one name are refused. */
  public static Schema of(Field... fields) {
    return new Schema(List.of(fields));
  }

  /** The fields in order. */
  public List<Field> fields() {
    return fields;
  }

  /** How many columns there are. */
  public int size() {
    return fields.size();
  }

  /** The field at {@code position}, from 0. */
  public Field field(int position) {
    return fields.get(position);
  }

  /** The field called {@code name}; an unknown name is an error that suggests the nearest one. */
  public Field field(String name) {
    return fields.get(position(name));
  }

  /**
   * Where the column {@code name} stands; an unknown name is an error that suggests the nearest.
   */
  public int position(String name) {
    Integer position = positions.get(name);
    if (position == null) {
      throw new PlanException(unknown(name));
    }
    return position;
  }

  /** Whether there is a column of this name. */
  public boolean contains(String name) {
    return positions.containsKey(name);
  }

  /** The names in order. */
  public List<String> names() {
    return fields.stream().map(Field::name).toList();
  }

  /** The schema of just these columns, in the order given. */
  public Schema select(List<String> names) {
    return new Schema(names.stream().map(this::field).toList());
  }

  /** This schema without the named columns. */
  public Schema without(Set<String> names) {
    names.forEach(this::position);
    return new Schema(fields.stream().filter(f -> !names.contains(f.name())).toList());
  }

  /** This schema with {@code field} in place of the one of its name, or behind all others. */
  public Schema with(Field field) {
    List<Field> changed = new ArrayList<>(fields);
    Integer position = positions.get(field.name());
    if (position == null) {
      changed.add(field);
    } else {
      changed.set(position, field);
    }
    return new Schema(changed);
  }

  @Override
  public Iterator<Field> iterator() {
    return fields.iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Schema schema && schema.fields.equals(fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /** One line: {@code (date: timestamp[us], delay: int64)}. */
  @Override
  public String toString() {
    return fields.stream().map(Field::toString).collect(Collectors.joining(", ", "(", ")"));
  }

  private String unknown(String name) {
    String all =
        fields.size() <= 30
            ? "the columns are " + String.join(", ", names())
            : "there are " + fields.size() + " columns";
    return NearName.find(name, new HashSet<>(names()))
        .map(near -> "no column '%s'; did you mean '%s'?".formatted(name, near))
        .orElseGet(() -> "no column '%s'; %s".formatted(name, all));
  }
}
