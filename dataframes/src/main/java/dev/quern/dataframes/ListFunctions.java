package dev.quern.dataframes;

import dev.quern.engine.agg.Interpolation;
import dev.quern.engine.agg.Quantile;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Over;
import dev.quern.engine.nested.Lists;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Functions of a column of lists: {@code col("tags").list().length()}. Places are counted from 0 as
 * in Java, and from the end if negative. A null list gives null; that an element is null is said
 * where it matters.
 */
public final class ListFunctions {
  private final Column column;

  ListFunctions(Column column) {
    this.column = column;
  }

  /** The number of elements, nulls included; int32. */
  public Column length() {
    return list(Lists::length);
  }

  /**
   * The element at {@code place}, an integer or a column of them: 0 is the first, -1 the last; null
   * where the list has no such place.
   */
  public Column get(Object place) {
    Column places = Column.of(place);
    return Column.computed(schema -> Lists.get(column.bind(schema), places.bind(schema)));
  }

  /** The first element; null if there is none. */
  public Column first() {
    return get(0);
  }

  /** The last element; null if there is none. */
  public Column last() {
    return get(-1);
  }

  /**
   * Up to {@code count} elements from {@code offset} on, which counts from the end if negative. The
   * elements are not copied.
   */
  public Column slice(long offset, long count) {
    return list(list -> Lists.slice(list, offset, count));
  }

  /**
   * Whether an element equals {@code value}, a constant or a column. Null elements equal nothing,
   * and a null value gives null.
   */
  public Column contains(Object value) {
    Column wanted = Column.of(value);
    return Column.computed(schema -> Lists.contains(column.bind(schema), wanted.bind(schema)));
  }

  /**
   * The sum of the numbers without nulls, null where there are none: int64 of integers, an error
   * where that overflows; float64 of floats.
   */
  public Column sum() {
    return list(Lists::sum);
  }

  /** The mean of the numbers without nulls, null where there are none; float64. */
  public Column mean() {
    return list(Lists::mean);
  }

  /** The median of the numbers without nulls, null where there are none; float64. */
  public Column median() {
    return quantile(0.5);
  }

  /**
   * The value below which a share of the numbers lies, from 0 to 1, interpolated between two;
   * float64, nulls left out, and null where there are no others.
   */
  public Column quantile(double share) {
    Quantile quantile = new Quantile(share, Interpolation.LINEAR);
    return list(list -> Collected.quantileOfList(list, quantile));
  }

  /** The least element that is not null, null where there is none. */
  public Column min() {
    return list(Lists::min);
  }

  /** The greatest element that is not null, null where there is none; NaN is the greatest float. */
  public Column max() {
    return list(Lists::max);
  }

  /** The elements that are not null. */
  public Column dropNulls() {
    return filter(Column::isNotNull);
  }

  /** The elements from the least to the greatest, nulls last. */
  public Column sort() {
    return list(list -> Lists.sort(list, false));
  }

  /** The elements from the greatest to the least, nulls last. */
  public Column sortDescending() {
    return list(list -> Lists.sort(list, true));
  }

  /** Each different element once, in the order of first appearance; nulls are equal here. */
  public Column distinct() {
    return list(Lists::distinct);
  }

  /**
   * How often each different element is there: a map from element to int64, in the order of first
   * appearance; nulls are equal here.
   */
  public Column valueCounts() {
    return list(Lists::counts);
  }

  /** The texts of the list with {@code separator} in between; nulls among them are left out. */
  public Column join(String separator) {
    return list(list -> Lists.join(list, separator));
  }

  /** The elements from the last to the first. */
  public Column reverse() {
    return list(Lists::reverse);
  }

  /** The elements of the lists in a list, one list behind the other; null lists have none. */
  public Column flatten() {
    return list(Lists::flatten);
  }

  // Lists together

  /**
   * The elements and then those of other lists, which are columns or constants, in their common
   * type; null lists have none.
   */
  public Column concat(Object... others) {
    Object[] all = Stream.concat(Stream.of(column), Stream.of(others)).toArray();
    return Frames.listOf(all).list().flatten();
  }

  /** Each different element of either list once; nulls are equal here. */
  public Column union(Object other) {
    return concat(other).list().distinct();
  }

  /** Each different element once that {@code other}, a list, has too; no nulls. */
  public Column intersect(Object other) {
    Column second = Column.of(other);
    return distinct().list().filter(x -> second.list().contains(x));
  }

  /** Each different element once that {@code other}, a list, has not; no nulls. */
  public Column except(Object other) {
    Column second = Column.of(other);
    return distinct().list().filter(x -> second.list().contains(x).not());
  }

  /** The place of the first element that equals {@code value}, from 0; null if none does. */
  public Column position(Object value) {
    Column wanted = Column.of(value);
    return transform((x, i) -> Frames.when(x.eq(wanted)).then(i)).list().min();
  }

  // What is done to each element

  /**
   * The lists of what {@code body} makes of each element: {@code transform(x ->
   * x.times(col("factor")))}. The body is an ordinary expression of the element, and may read the
   * columns of the row. A null element is null to it; a null list gives null. Of lists in lists the
   * element is a list. No window functions and aggregates.
   */
  public Column transform(UnaryOperator<Column> body) {
    return transform((x, _) -> body.apply(x));
  }

  /** {@link #transform} with the place of the element as well, from 0; int64. */
  public Column transform(BinaryOperator<Column> body) {
    return new ListElements(body).of(column, "list transform", Lists::transform);
  }

  /** The elements for which {@code condition} is true, neither false nor null. */
  public Column filter(UnaryOperator<Column> condition) {
    return filter((x, _) -> condition.apply(x));
  }

  /** {@link #filter} with the place of the element as well, from 0; int64. */
  public Column filter(BinaryOperator<Column> condition) {
    return new ListElements(condition).of(column, "list filter", Lists::filter);
  }

  /**
   * Whether {@code condition} is true of an element. As an OR of all of them: null where it is true
   * of none and null of some; false of an empty list.
   */
  public Column any(UnaryOperator<Column> condition) {
    return match(false, condition);
  }

  /**
   * Whether {@code condition} is true of all elements. As an AND of all of them: null where it is
   * false of none and null of some; true of an empty list.
   */
  public Column all(UnaryOperator<Column> condition) {
    return match(true, condition);
  }

  /**
   * The elements in the order of what {@code key} makes of each: {@code sortBy(x ->
   * x.field("at").desc())}. Equal ones keep theirs.
   */
  public Column sortBy(Function<Column, SortKey> key) {
    // Asked of any column: what is sorted by is bound below, but not in which direction.
    SortKey direction = key.apply(Column.named(""));
    return new ListElements((x, _) -> key.apply(x).column())
        .of(
            column,
            "list sort by",
            (list, body, x, i) ->
                Lists.sortBy(
                    list,
                    List.of(
                        new Over.Ordered(
                            body, direction.isDescending(), direction.hasNullsFirst())),
                    x,
                    i));
  }

  /** The first element of each that {@code key} makes different things of; nulls are equal here. */
  public Column distinctBy(UnaryOperator<Column> key) {
    return new ListElements((x, _) -> key.apply(x)).of(column, "list distinct", Lists::distinctBy);
  }

  /**
   * What comes of {@code initial}, a constant or a column, when {@code step} takes the elements to
   * it one by one: {@code reduce(1, (product, x) -> product.times(x))}. A null element is taken
   * like any; a null list gives null, an empty one {@code initial}. Costs as many evaluations as
   * the longest list of a batch has elements: sums, least and greatest have functions of their own.
   */
  public Column reduce(Object initial, BinaryOperator<Column> step) {
    return new ListElements(step).reduce(column, Column.of(initial));
  }

  private Column match(boolean all, UnaryOperator<Column> condition) {
    return new ListElements((x, _) -> condition.apply(x))
        .of(
            column,
            all ? "list all" : "list any",
            (list, body, x, i) -> Lists.match(list, all, body, x, i));
  }

  // Maps

  /** The value of {@code key}, a constant or a column, in a map; null where there is none. */
  public Column mapGet(Object key) {
    Column wanted = Column.of(key);
    return Column.computed(schema -> Lists.mapGet(column.bind(schema), wanted.bind(schema)));
  }

  /** The keys of a map as a list. */
  public Column mapKeys() {
    return list(Lists::mapKeys);
  }

  /** The values of a map as a list, in the order of the keys. */
  public Column mapValues() {
    return list(Lists::mapValues);
  }

  private Column list(UnaryOperator<Expr> function) {
    return Column.computed(schema -> function.apply(column.bind(schema)));
  }
}
