package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.firstValue;
import static dev.quern.dataframes.Frames.greatest;
import static dev.quern.dataframes.Frames.least;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.nullOf;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.when;

import dev.quern.dataframes.AsOf.Direction;
import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * As-of joins by windows: the rows of both sides in one order, the right ones first where equal; a
 * right row and the left rows up to the next right one are a run, and its first row is their
 * partner.
 *
 * <pre>
 *   time   1     2     3     3     5     7
 *   side   right left  right left  left  right
 *   run    1     1     2     2     2     3
 * </pre>
 */
final class AsOfJoins {
  private static final String TIME = "#time";
  private static final String SIDE = "#side";
  private static final String RUN = "#run";
  private static final String PARTNER_TIME = "#partner";

  private final DataFrame left;
  private final DataFrame right;
  private final AsOf asOf;
  private final List<Field> rightColumns;
  private final List<String> names;

  private AsOfJoins(DataFrame left, DataFrame right, AsOf asOf) {
    this.left = left;
    this.right = right;
    this.asOf = asOf;
    List<String> keys = Stream.concat(Stream.of(asOf.right()), asOf.rightBy().stream()).toList();
    this.rightColumns =
        right.schema().fields().stream().filter(f -> !keys.contains(f.name())).toList();
    this.names = names(left.schema(), rightColumns);
  }

  static DataFrame join(DataFrame left, DataFrame right, AsOf asOf) {
    check(left.schema().field(asOf.left()), right.schema().field(asOf.right()));
    AsOfJoins joins = new AsOfJoins(left, right, asOf);
    return asOf.direction() == Direction.NEAREST ? joins.nearest() : joins.oneWay();
  }

  private static void check(Field left, Field right) {
    if (!left.type().equals(right.type())
        || !(left.type().isNumeric() || left.type().isTemporal())) {
      throw new PlanException(
          "an as-of join compares numbers or times of one type, not %s (%s) and %s (%s)"
              .formatted(left.name(), left.type(), right.name(), right.type()));
    }
  }

  private static List<String> names(Schema left, List<Field> right) {
    List<String> taken = new ArrayList<>(left.names());
    List<String> names = new ArrayList<>();
    for (Field field : right) {
      String name = field.name();
      while (taken.contains(name)) {
        name += "_right";
      }
      taken.add(name);
      names.add(name);
    }
    return names;
  }

  private DataFrame oneWay() {
    DataFrame paired = paired(left, asOf.direction() == Direction.FORWARD, "");
    Column near = isNear(PARTNER_TIME);
    return paired.select(
        Stream.concat(
                left.schema().names().stream(),
                names.stream().map(name -> chosen(near, name, "").as(name)))
            .toArray());
  }

  private DataFrame nearest() {
    DataFrame back = paired(left, false, " before");
    DataFrame both = paired(back, true, " after");
    Column before = distance(PARTNER_TIME + " before");
    Column after = distance(PARTNER_TIME + " after");
    Column isBefore =
        isNear(PARTNER_TIME + " before").and(after.isNull().or(before.le(after))).fillNull(false);
    Column isAfter = isNear(PARTNER_TIME + " after").fillNull(false);
    return both.select(
        Stream.concat(
                left.schema().names().stream(),
                names.stream()
                    .map(
                        name ->
                            when(isBefore)
                                .then(col(name + " before"))
                                .otherwise(chosen(isAfter, name, " after"))
                                .as(name)))
            .toArray());
  }

  /** The column of the partner where {@code near} is true, and else null. */
  private Column chosen(Column near, String name, String suffix) {
    DType type = rightColumns.get(names.indexOf(name)).type();
    return when(near).then(col(name + suffix)).otherwise(nullOf(type));
  }

  /* Whether there is a partner, and one that is no farther than allowed. */
  private Column isNear(String partner) {
    if (asOf.tolerance().isPresent()) {
      return distance(partner).le(asOf.tolerance().getAsDouble());
    }
    Column isThere = distance(partner).isNotNull();
    return asOf.period()
        .map(
            period -> {
              Column earlier = least(col(asOf.left()), col(partner));
              Column later = greatest(col(asOf.left()), col(partner));
              return isThere.and(DynamicGroups.later(earlier, period).ge(later));
            })
        .orElse(isThere);
  }

  private Column distance(String partner) {
    boolean isTime = left.schema().field(asOf.left()).type().isTemporal();
    Column from = isTime ? col(asOf.left()).cast(DType.INT64) : col(asOf.left());
    Column to = isTime ? col(partner).cast(DType.INT64) : col(partner);
    return from.minus(to).abs().cast(DType.FLOAT64);
  }

  /** The left rows with the columns of their partners and its time, named with {@code suffix}. */
  private DataFrame paired(DataFrame leftRows, boolean forward, String suffix) {
    SortKey time = forward ? desc(TIME) : asc(TIME);
    List<String> by = new ArrayList<>();
    for (int i = 0; i < asOf.leftBy().size(); i++) {
      by.add("#by " + i);
    }
    DataFrame runs =
        leftSide(leftRows, by, suffix)
            .union(rightSide(leftRows, by, suffix))
            .withColumn(
                RUN,
                count(when(col(SIDE).eq(0)).then(true).otherwise(nullOf(DType.BOOL)))
                    .over(
                        partitionBy(by.toArray()).orderBy(time, asc(SIDE)).rows(Window.START, 0)));
    Window run =
        partitionBy(Stream.concat(by.stream(), Stream.of(RUN)).toArray()).orderBy(time, asc(SIDE));
    List<Column> partners = new ArrayList<>();
    Stream.concat(names.stream(), Stream.of(PARTNER_TIME))
        .map(name -> name + suffix)
        .forEach(name -> partners.add(firstValue(name).over(run).as(name)));
    Column isLeft = col(SIDE).eq(1);
    return runs.withColumns(partners.toArray(Column[]::new))
        .filter(isLeft)
        .select(
            Stream.concat(
                    leftRows.schema().names().stream(),
                    Stream.concat(names.stream(), Stream.of(PARTNER_TIME))
                        .map(name -> name + suffix))
                .toArray());
  }

  private DataFrame leftSide(DataFrame leftRows, List<String> by, String suffix) {
    List<Object> columns = new ArrayList<>(leftRows.schema().names());
    for (int i = 0; i < names.size(); i++) {
      columns.add(nullOf(rightColumns.get(i).type()).as(names.get(i) + suffix));
    }
    DType type = left.schema().field(asOf.left()).type();
    columns.add(nullOf(type).as(PARTNER_TIME + suffix));
    columns.add(col(asOf.left()).as(TIME));
    for (int i = 0; i < by.size(); i++) {
      columns.add(col(asOf.leftBy().get(i)).as(by.get(i)));
    }
    columns.add(lit(1).as(SIDE));
    return leftRows.select(columns.toArray());
  }

  /** The right rows that can be partners: a null is equal to nothing, and near nothing. */
  private DataFrame rightSide(DataFrame leftRows, List<String> by, String suffix) {
    List<Object> columns = new ArrayList<>();
    for (Field field : leftRows.schema()) {
      columns.add(nullOf(field.type()).as(field.name()));
    }
    for (int i = 0; i < names.size(); i++) {
      columns.add(col(rightColumns.get(i).name()).as(names.get(i) + suffix));
    }
    columns.add(col(asOf.right()).as(PARTNER_TIME + suffix));
    columns.add(col(asOf.right()).as(TIME));
    for (int i = 0; i < by.size(); i++) {
      DType type = left.schema().field(asOf.leftBy().get(i)).type();
      columns.add(col(asOf.rightBy().get(i)).cast(type).as(by.get(i)));
    }
    columns.add(lit(0).as(SIDE));
    String[] keys =
        Stream.concat(Stream.of(asOf.right()), asOf.rightBy().stream()).toArray(String[]::new);
    return right.dropNulls(keys).select(columns.toArray());
  }
}
