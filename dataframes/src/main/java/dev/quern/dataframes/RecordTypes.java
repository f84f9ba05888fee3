package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeUnit;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/** Which column types stand for which Java types of record components. */
final class RecordTypes {
  /** Digits behind the point of a BigDecimal component's column. */
  static final int DECIMAL_SCALE = 10;

  private RecordTypes() {}

  /** The schema of a frame of such records; primitive components are never null. */
  static Schema schema(Class<? extends Record> type) {
    List<Field> fields = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      fields.add(
          new Field(
              component.getName(),
              columnType(type, component),
              !component.getType().isPrimitive()));
    }
    return Schema.of(fields);
  }

  /** The column type that holds every value of the component. */
  static DType columnType(Class<?> record, RecordComponent component) {
    Class<?> type = boxed(component.getType());
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
    } else if (type == BigDecimal.class) {
      return DType.decimal(38, DECIMAL_SCALE);
    }
    throw new PlanException(
        "component %s of %s is a %s, for which there is no column type"
            .formatted(component.getName(), record.getSimpleName(), type.getSimpleName()));
  }

  /** The class whose instances values of {@code type} are. */
  static Class<?> boxed(Class<?> type) {
    return type.isPrimitive()
        ? java.lang.invoke.MethodType.methodType(type).wrap().returnType()
        : type;
  }
}
