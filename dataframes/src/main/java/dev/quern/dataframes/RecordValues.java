package dev.quern.dataframes;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.IntervalType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.PrimitiveType;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimestampType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
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
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values of columns as components of records want them: numbers in wider types, text as constants
 * of enums, lists as {@code List} or arrays of primitives, structs as records, and any of them in
 * an {@code Optional}.
 */
final class RecordValues {
  private RecordValues() {}

  /** Whether a component of this type holds every value of a column but null. */
  static boolean fits(DType column, Type component) {
    Type target = Optionals.content(component);
    Class<?> type = RecordTypes.boxed(RecordTypes.raw(target));
    return switch (column) {
      case DecimalType decimal ->
          type == BigDecimal.class
              || type == Double.class
              || (type == BigInteger.class && decimal.scale() == 0);
      case TimestampType t -> type == (t.hasZone() ? Instant.class : LocalDateTime.class);
      case TimeType _ -> type == LocalTime.class;
      case DurationType _ -> type == Duration.class;
      case CategoricalType categorical -> type == String.class || isEnumOf(type, categorical);
      case IntervalType _ -> type == CalendarInterval.class;
      case ListType list -> fitsList(list.element(), target);
      case StructType struct -> type.isRecord() && fitsRecord(struct, type);
      case PrimitiveType primitive ->
          switch (primitive) {
            case BOOL -> type == Boolean.class;
            case INT8 ->
                type == Byte.class
                    || type == Short.class
                    || type == Integer.class
                    || type == Long.class;
            case INT16, UINT8 -> type == Short.class || type == Integer.class || type == Long.class;
            case UINT16 -> type == Integer.class || type == Long.class;
            case INT32 -> type == Integer.class || type == Long.class || type == Double.class;
            case INT64, UINT32 -> type == Long.class;
            case UINT64 -> type == BigInteger.class || type == BigDecimal.class;
            case FLOAT32 -> type == Float.class || type == Double.class;
            case FLOAT64 -> type == Double.class;
            case DATE -> type == LocalDate.class;
            case UTF8 -> type == String.class || type.isEnum();
            case BINARY -> type == byte[].class;
          };
    };
  }

  private static boolean isEnumOf(Class<?> type, CategoricalType categorical) {
    return type.isEnum()
        && Arrays.stream(type.getEnumConstants())
            .map(constant -> ((Enum<?>) constant).name())
            .collect(Collectors.toSet())
            .containsAll(categorical.names());
  }

  private static boolean fitsList(DType element, Type target) {
    if (target instanceof ParameterizedType list && list.getRawType() == List.class) {
      return fits(element, list.getActualTypeArguments()[0]);
    }
    return RecordTypes.raw(target).isArray()
        && target != byte[].class
        && fits(element, RecordTypes.raw(target).componentType());
  }

  private static boolean fitsRecord(StructType struct, Class<?> record) {
    for (RecordComponent component : record.getRecordComponents()) {
      if (struct.fields().stream().map(Field::name).noneMatch(component.getName()::equals)
          || !fits(
              struct.fields().get(struct.position(component.getName())).type(),
              component.getGenericType())) {
        return false;
      }
    }
    return true;
  }

  /** {@code value}, which {@code component} holds, as an instance of that. */
  static @Nullable Object convert(@Nullable Object value, Type component) {
    Type target = Optionals.content(component);
    return Optionals.wrap(value == null ? null : converted(value, target), component);
  }

  private static Object converted(Object value, Type target) {
    Class<?> type = RecordTypes.boxed(RecordTypes.raw(target));
    return switch (value) {
      case List<?> list when type.isArray() -> array(list, type);
      case List<?> list -> list(list, ((ParameterizedType) target).getActualTypeArguments()[0]);
      case Map<?, ?> struct -> record(struct, type);
      case BigInteger n when type == BigDecimal.class -> new BigDecimal(n);
      case BigDecimal d when type == BigInteger.class -> d.toBigIntegerExact();
      case Number n when type == Long.class -> n.longValue();
      case Number n when type == Integer.class -> n.intValue();
      case Number n when type == Short.class -> n.shortValue();
      case Number n when type == Double.class -> n.doubleValue();
      case Number n when type == Float.class -> n.floatValue();
      case String text when type.isEnum() -> constant(type, text);
      default -> value;
    };
  }

  private static List<@Nullable Object> list(List<?> values, Type element) {
    List<@Nullable Object> converted = new ArrayList<>(values.size());
    for (Object value : values) {
      converted.add(convert(value, element));
    }
    return Collections.unmodifiableList(converted);
  }

  private static Object array(List<?> values, Class<?> type) {
    Class<?> element = type.componentType();
    Object array = Array.newInstance(element, values.size());
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      if (value == null && element.isPrimitive()) {
        throw new ComputeException(
            "element %d of a list is null, which a %s cannot say: use a List"
                .formatted(i, type.getSimpleName()));
      }
      Array.set(array, i, convert(value, element));
    }
    return array;
  }

  private static Object record(Map<?, ?> struct, Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    @Nullable Object[] arguments = new Object[components.length];
    for (int i = 0; i < arguments.length; i++) {
      Object value = struct.get(components[i].getName());
      if (value == null && types[i].isPrimitive()) {
        throw new ComputeException(
            "field %s of a struct is null, but component %s of %s is a %s"
                .formatted(
                    components[i].getName(),
                    components[i].getName(),
                    type.getSimpleName(),
                    types[i]));
      }
      arguments[i] = convert(value, components[i].getGenericType());
    }
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return canonical.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new ComputeException(
          "the constructor of " + type.getSimpleName() + " failed: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new PlanException(
          "%s cannot be constructed: %s; make the record accessible"
              .formatted(type.getName(), e.getMessage()));
    }
  }

  private static Object constant(Class<?> target, String name) {
    for (Object constant : target.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new ComputeException("'%s' is no constant of %s".formatted(name, target.getSimpleName()));
  }
}
