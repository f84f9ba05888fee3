package dev.quern.dataframes;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Components of records that say themselves that they may be without a value: {@code Optional}. */
final class Optionals {
  private Optionals() {}

  /** What an optional of this type holds; {@code type} itself if it is none. */
  static Type content(Type type) {
    if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
      return generic.getActualTypeArguments()[0];
    } else if (type == OptionalInt.class) {
      return Integer.class;
    } else if (type == OptionalLong.class) {
      return Long.class;
    }
    return type == OptionalDouble.class ? Double.class : type;
  }

  /** What {@code value} holds, null where that is nothing; {@code value} if it is no optional. */
  static @Nullable Object unwrap(@Nullable Object value) {
    return switch (value) {
      case Optional<?> some -> some.orElse(null);
      case OptionalInt some -> some.isPresent() ? some.getAsInt() : null;
      case OptionalLong some -> some.isPresent() ? some.getAsLong() : null;
      case OptionalDouble some -> some.isPresent() ? some.getAsDouble() : null;
      case null, default -> value;
    };
  }

  /** {@code value} as a value of {@code type}, in an optional if that is one. */
  static @Nullable Object wrap(@Nullable Object value, Type type) {
    Class<?> raw = RecordTypes.raw(type);
    if (raw == Optional.class) {
      return Optional.ofNullable(value);
    } else if (raw == OptionalInt.class) {
      return value == null ? OptionalInt.empty() : OptionalInt.of((int) value);
    } else if (raw == OptionalLong.class) {
      return value == null ? OptionalLong.empty() : OptionalLong.of((long) value);
    } else if (raw == OptionalDouble.class) {
      return value == null ? OptionalDouble.empty() : OptionalDouble.of((double) value);
    }
    return value;
  }
}
