package dev.quern.dataframes;

import dev.quern.engine.type.Schema;
import java.util.List;
import java.util.stream.Stream;

/**
 * A lazy table whose rows are records of a class: verbs that keep the columns keep the class, and
 * {@link #toRecords} needs no argument. Everything else is on {@link #toFrame}.
 *
 * @param <R> the record; its components are the columns
 */
public final class RecordFrame<R extends Record> {
  private final Class<R> type;
  private final DataFrame frame;

  RecordFrame(Class<R> type, DataFrame frame) {
    this.type = type;
    this.frame = frame;
  }

  /** The same rows as a frame. */
  public DataFrame toFrame() {
    return frame;
  }

  /** The columns. */
  public Schema schema() {
    return frame.schema();
  }

  /** See {@link DataFrame#filter}. */
  public RecordFrame<R> filter(Column condition) {
    return with(frame.filter(condition));
  }

  /** See {@link DataFrame#sort}. */
  public RecordFrame<R> sort(Object... keys) {
    return with(frame.sort(keys));
  }

  /** See {@link DataFrame#limit}. */
  public RecordFrame<R> limit(long count) {
    return with(frame.limit(count));
  }

  /** See {@link DataFrame#distinct()}. */
  public RecordFrame<R> distinct() {
    return with(frame.distinct());
  }

  /** See {@link DataFrame#groupBy}. */
  public GroupBy groupBy(Object... keys) {
    return frame.groupBy(keys);
  }

  /** See {@link DataFrame#agg}. */
  public DataFrame agg(Aggregation... aggregations) {
    return frame.agg(aggregations);
  }

  /** See {@link DataFrame#select}. */
  public DataFrame select(Object... columns) {
    return frame.select(columns);
  }

  /** See {@link DataFrame#withColumn}. */
  public DataFrame withColumn(String name, Column column) {
    return frame.withColumn(name, column);
  }

  /** See {@link DataFrame#count()}. */
  public long count() {
    return frame.count();
  }

  /** See {@link DataFrame#show()}. */
  public void show() {
    frame.show();
  }

  /** The rows, all in memory. */
  public List<R> toRecords() {
    return frame.toRecords(type);
  }

  /** The rows, a partition in memory at a time. Close the stream. */
  public Stream<R> stream() {
    return frame.stream()
        .flatMap(
            table -> {
              try (table) {
                return table.toRecords(type).stream();
              }
            });
  }

  /** The class, the columns and the plan; computes nothing. */
  @Override
  public String toString() {
    return type.getSimpleName() + " " + frame;
  }

  private RecordFrame<R> with(DataFrame other) {
    return new RecordFrame<>(type, other);
  }
}
