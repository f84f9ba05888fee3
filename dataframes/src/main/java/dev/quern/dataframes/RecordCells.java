package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.type.CalendarInterval;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Components of records as values of columns, the other way round of {@link RecordValues}. */
final class RecordCells {
  /* The accessors of records that are structs. */
  private static final ClassValue<Method[]> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected Method[] computeValue(Class<?> type) {
          Method[] accessors =
              Arrays.stream(type.getRecordComponents())
                  .map(RecordComponent::getAccessor)
                  .toArray(Method[]::new);
          Arrays.stream(accessors).forEach(accessor -> accessor.setAccessible(true));
          return accessors;
        }
      };

  private RecordCells() {}

  /** Appends {@code component}, which is of the type that {@link RecordTypes} has told. */
  static void append(ColumnBuilder builder, @Nullable Object component) {
    Object value = Optionals.unwrap(component);
    switch (value) {
      case null -> builder.appendNull();
      case Boolean b -> builder.append((boolean) b);
      case Double d -> builder.append((double) d);
      case Float f -> builder.append((double) f);
      case BigDecimal d -> builder.append(d);
      case BigInteger n -> builder.append(new BigDecimal(n));
      case Number n -> builder.append(n.longValue());
      case String s -> builder.append(s);
      case Enum<?> e -> builder.append(e.name());
      case byte[] bytes -> builder.append(bytes);
      case LocalDate d -> builder.append(d.toEpochDay());
      case LocalDateTime t -> builder.append(micros(t.toInstant(ZoneOffset.UTC)));
      case Instant t -> builder.append(micros(t));
      case LocalTime t -> builder.append(t.toNanoOfDay());
      case Duration d -> builder.append(d.toNanos());
      case CalendarInterval i -> builder.append(i);
      case List<?> list -> {
        list.forEach(element -> append(builder.elements(), element));
        builder.appendList();
      }
      case Record struct -> appendStruct(builder, struct);
      case Object array when array.getClass().isArray() -> {
        for (int i = 0; i < Array.getLength(array); i++) {
          append(builder.elements(), Array.get(array, i));
        }
        builder.appendList();
      }
      default -> throw new IllegalStateException("no column for " + value.getClass());
    }
  }

  private static void appendStruct(ColumnBuilder builder, Record struct) {
    Method[] accessors = ACCESSORS.get(struct.getClass());
    try {
      for (int i = 0; i < accessors.length; i++) {
        append(builder.field(i), accessors[i].invoke(struct));
      }
    } catch (ReflectiveOperationException e) {
      throw unreadable(struct, e);
    }
    builder.appendStruct();
  }

  /** The components of a record, in their order. */
  static List<@Nullable Object> values(Record struct) {
    List<@Nullable Object> values = new ArrayList<>();
    try {
      for (Method accessor : ACCESSORS.get(struct.getClass())) {
        values.add(Optionals.unwrap(accessor.invoke(struct)));
      }
    } catch (ReflectiveOperationException e) {
      throw unreadable(struct, e);
    }
    return values;
  }

  private static PlanException unreadable(Record struct, ReflectiveOperationException cause) {
    return new PlanException(
        "%s cannot be read: %s".formatted(struct.getClass().getName(), cause.getMessage()));
  }

  private static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1000);
  }
}
