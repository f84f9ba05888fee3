package dev.quern.dataframes;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of rows: component by component from the column of the same name. A column may be
 * narrower than its component (int32 into a long, float32 into a double); anything else is refused
 * before a row is read.
 */
final class RecordRows<R extends Record> {
  private final Class<R> type;
  private final RecordComponent[] components;
  private final int[] positions;
  private final MethodHandle constructor;

  private RecordRows(Class<R> type, int[] positions, MethodHandle constructor) {
    this.type = type;
    this.components = type.getRecordComponents();
    this.positions = positions;
    this.constructor = constructor;
  }

  /** The names of the columns that records of {@code type} are made of, checked. */
  static Object[] columns(Class<? extends Record> type, Schema schema) {
    for (RecordComponent component : type.getRecordComponents()) {
      check(type, component, schema.field(component.getName()).type());
    }
    return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toArray();
  }

  /** A reader of rows of {@code schema}. */
  static <R extends Record> RecordRows<R> reader(Class<R> type, Schema schema) {
    columns(type, schema);
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    int[] positions =
        Arrays.stream(components).mapToInt(c -> schema.position(c.getName())).toArray();
    try {
      Constructor<R> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      MethodHandle handle =
          MethodHandles.lookup()
              .unreflectConstructor(canonical)
              .asSpreader(Object[].class, types.length);
      return new RecordRows<>(type, positions, handle);
    } catch (ReflectiveOperationException e) {
      throw new PlanException(
          "%s cannot be constructed: %s; make the record accessible"
              .formatted(type.getName(), e.getMessage()));
    }
  }

  /** Makes a record of each row of {@code batch}. */
  void read(Batch batch, Consumer<? super R> to) {
    ColumnVector[] vectors = new ColumnVector[positions.length];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = batch.column(positions[i]);
    }
    for (int row = 0; row < batch.rows(); row++) {
      @Nullable Object[] arguments = new Object[vectors.length];
      for (int i = 0; i < vectors.length; i++) {
        arguments[i] = value(vectors[i], row, components[i]);
      }
      to.accept(construct(arguments));
    }
  }

  private R construct(@Nullable Object[] arguments) {
    try {
      return type.cast(constructor.invoke(arguments));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new ComputeException("the constructor of " + type.getSimpleName() + " failed: " + e, e);
    }
  }

  private @Nullable Object value(ColumnVector vector, int row, RecordComponent component) {
    Object value = Values.objectAt(vector, row);
    if (value == null && component.getType().isPrimitive()) {
      throw new ComputeException(
          "row %d: column %s is null, but component %s of %s is a %s: use %s, or fillNull first"
              .formatted(
                  row,
                  component.getName(),
                  component.getName(),
                  type.getSimpleName(),
                  component.getType(),
                  RecordTypes.boxed(component.getType()).getSimpleName()));
    }
    return RecordValues.convert(value, component.getGenericType());
  }

  private static void check(Class<?> record, RecordComponent component, DType column) {
    if (!RecordValues.fits(column, component.getGenericType())) {
      throw new PlanException(
          "component %s of %s is a %s, which cannot hold a column of %s"
              .formatted(
                  component.getName(),
                  record.getSimpleName(),
                  RecordTypes.name(component.getGenericType()),
                  column));
    }
  }
}
