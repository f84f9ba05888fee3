package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TimeUnit;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/** Which column types stand for which Java types of record components. */
final class RecordTypes {
  /** Digits behind the point of a BigDecimal component's column. */
  static final int DECIMAL_SCALE = 10;

  private RecordTypes() {}

  /** The schema of a frame of such records; primitive components are never null. */
  static Schema schema(Class<? extends Record> type) {
    return schema(type, List.of());
  }

  /**
   * The type of a column of values of {@code type}.
   *
   * @throws PlanException when there is none
   */
  static DType of(String column, Type type) {
    return columnType(List.of(), column, type);
  }

  private static Schema schema(Class<?> type, List<Class<?>> outer) {
    if (outer.contains(type)) {
      throw new PlanException(
          type.getSimpleName() + " contains itself: there is no column type for that");
    }
    List<Class<?>> inner = new ArrayList<>(outer);
    inner.add(type);
    List<Field> fields = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      fields.add(
          new Field(
              component.getName(),
              columnType(inner, component.getName(), component.getGenericType()),
              !component.getType().isPrimitive()));
    }
    return Schema.of(fields);
  }

  /**
   * The column type that holds every value of the component {@code name} of the innermost record,
   * or of the column {@code name} if there is no record.
   */
  private static DType columnType(List<Class<?>> records, String name, Type component) {
    Type declared = Optionals.content(component);
    Class<?> type = boxed(raw(declared));
    if (type == Boolean.class) {
      return DType.BOOL;
    } else if (type == Byte.class) {
      return DType.INT8;
    } else if (type == Short.class) {
      return DType.INT16;
    } else if (type == Integer.class) {
      return DType.INT32;
    } else if (type == Long.class) {
      return DType.INT64;
    } else if (type == Float.class) {
      return DType.FLOAT32;
    } else if (type == Double.class) {
      return DType.FLOAT64;
    } else if (type == String.class || type.isEnum()) {
      return DType.UTF8;
    } else if (type == byte[].class) {
      return DType.BINARY;
    } else if (type == LocalDate.class) {
      return DType.DATE;
    } else if (type == LocalDateTime.class) {
      return DType.timestamp(TimeUnit.MICRO);
    } else if (type == Instant.class) {
      return DType.timestamp(TimeUnit.MICRO, "UTC");
    } else if (type == LocalTime.class) {
      return DType.time(TimeUnit.NANO);
    } else if (type == Duration.class) {
      return DType.duration(TimeUnit.NANO);
    } else if (type == CalendarInterval.class) {
      return DType.INTERVAL;
    } else if (type == BigDecimal.class) {
      return DType.decimal(38, DECIMAL_SCALE);
    } else if (type == BigInteger.class) {
      return DType.decimal(38, 0);
    } else if (declared instanceof ParameterizedType list && type == List.class) {
      return DType.list(columnType(records, name, list.getActualTypeArguments()[0]));
    } else if (type.isArray()) {
      return DType.list(columnType(records, name, type.componentType()));
    } else if (type.isRecord()) {
      return new StructType(schema(type, records).fields());
    }
    String where =
        records.isEmpty()
            ? "column " + name
            : "component %s of %s".formatted(name, records.getLast().getSimpleName());
    throw new PlanException(
        "%s is a %s, for which there is no column type".formatted(where, name(declared)));
  }

  /** The class of {@code type} without its arguments; that of all objects where it has none. */
  static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      default -> Object.class;
    };
  }

  /** {@code type} as errors name it. */
  static String name(Type type) {
    return type instanceof Class<?> plain
        ? plain.getSimpleName()
        : type.getTypeName().replaceAll("[a-z0-9_]+\\.", "");
  }

  /** The class whose instances values of {@code type} are. */
  static Class<?> boxed(Class<?> type) {
    return type.isPrimitive()
        ? java.lang.invoke.MethodType.methodType(type).wrap().returnType()
        : type;
  }
}
