package dev.quern.engine.type;

import dev.quern.engine.PlanException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Several named values as one. A struct may be null, which is not the same as one whose fields are.
 *
 * @param fields the values, one at least, in order and with different names
 */
public record StructType(List<Field> fields) implements NestedType {

  /** How deeply types may be nested in each other: the engine walks them recursively. */
  public static final int MOST_LEVELS = 64;

  /**
   * Checks the fields. That a field holds no nulls is left out: types are equal by their values.
   */
  public StructType {
    fields = fields.stream().map(field -> Field.of(field.name(), field.type())).toList();
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.name())) {
        throw new PlanException(
            "a struct has two fields that are called '%s': rename one".formatted(field.name()));
      }
      checkDepth(field.type());
    }
    if (fields.isEmpty()) {
      throw new PlanException("a struct without fields holds nothing: give it one at least");
    }
  }

  static void checkDepth(DType inner) {
    if (depth(inner) >= MOST_LEVELS) {
      throw new PlanException(
          "types are nested in each other up to %d times, not more".formatted(MOST_LEVELS));
    }
  }

  private static int depth(DType type) {
    return switch (type) {
      case ListType list -> 1 + depth(list.element());
      case StructType struct ->
          1 + struct.fields().stream().mapToInt(field -> depth(field.type())).max().orElse(0);
      case PrimitiveType _, DecimalType _, TickType _, IntervalType _, CategoricalType _ -> 0;
    };
  }

  /** The field {@code name}, if there is one. */
  public Optional<Field> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /** Where the field {@code name} stands; an unknown name is an error that suggests the nearest. */
  public int position(String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(name)) {
        return i;
      }
    }
    List<String> names = fields.stream().map(Field::name).toList();
    throw new PlanException(
        NearName.find(name, names)
            .map(near -> "no field '%s'; did you mean '%s'?".formatted(name, near))
            .orElseGet(
                () ->
                    "no field '%s'; the fields are %s".formatted(name, String.join(", ", names))));
  }

  @Override
  public Layout layout() {
    return Layout.FIELDS;
  }

  @Override
  public int byteWidth() {
    return 0;
  }

  @Override
  public String toString() {
    return fields.stream()
        .map(field -> field.name() + ": " + field.type())
        .collect(Collectors.joining(", ", "struct(", ")"));
  }
}
