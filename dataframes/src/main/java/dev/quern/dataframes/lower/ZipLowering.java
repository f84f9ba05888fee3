package dev.quern.dataframes.lower;

import dev.quern.dataframes.lower.Flow.Partition;
import dev.quern.dataframes.ops.CutRows;
import dev.quern.dataframes.ops.RowSink;
import dev.quern.dataframes.ops.RowSource;
import dev.quern.dataframes.ops.RowStep;
import dev.quern.dataframes.ops.RowsSoFar;
import dev.quern.dataframes.ops.Sections;
import dev.quern.dataframes.ops.ZipPlaces;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Lengths;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.dataframes.plan.Zip;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lowers rows side by side. The result has the partitions of the left side; those of the right side
 * are cut where the left ones begin, which metadata tells, or the partitions of both sides once
 * they are there:
 *
 * <pre>
 *   left 0   left 1      right 0   right 1   right 2
 *       \        \          /         /         /
 *        +-- counts -- places --------+---------+
 *                   /    |      \
 *              cut 0   cut 1   cut 2
 *                 \      |       /
 *   left 0 ------ section 0 of each, left 1 ---- section 1 of each
 * </pre>
 *
 * <p>Where both sides are known to have partitions of the same numbers of rows, nothing is cut.
 */
final class ZipLowering {
  private static final Long UNKNOWN = -1L;

  private final FrameLowering frames;
  private final Origin origin;

  ZipLowering(FrameLowering frames, Origin origin) {
    this.frames = frames;
    this.origin = origin;
  }

  Flow lower(Zip plan) {
    Flow left = side(plan.left());
    Flow right = side(plan.right());
    List<Long> leftRows = rows(left);
    List<Long> rightRows = rows(right);
    boolean isKnown = !leftRows.contains(UNKNOWN) && !rightRows.contains(UNKNOWN);
    if (isKnown && leftRows.equals(rightRows)) {
      return aligned(left, right, plan.lengths());
    }
    List<Key> rightParts = kept(right);
    if (!isKnown) {
      List<Key> leftParts = kept(left);
      Flow counted =
          new Flow(leftParts.stream().map(Partition::of).toList(), left.schema(), origin);
      List<Key> counts = new ArrayList<>(counts(leftParts));
      counts.addAll(counts(rightParts));
      Key places = places(new ZipPlaces(leftParts.size(), List.of(), plan.lengths()), counts);
      return cut(counted, right.schema(), rightParts, places, plan.lengths(), (_, _) -> true);
    }
    List<Long> all = Stream.concat(leftRows.stream(), rightRows.stream()).toList();
    Key places = places(new ZipPlaces(leftRows.size(), all, plan.lengths()), List.of());
    Meeting known = new Overlaps(leftRows, rightRows);
    return cut(left, right.schema(), rightParts, places, plan.lengths(), known);
  }

  private Flow side(FramePlan plan) {
    return frames.flow(plan, new LinkedHashSet<>(plan.schema().names()));
  }

  private static List<Long> rows(Flow side) {
    return side.partitions().stream().map(Limits::knownRows).toList();
  }

  private List<Key> kept(Flow side) {
    return frames.materialize(side, new RowSink.Collect(side.schema()), true);
  }

  private List<Key> counts(List<Key> parts) {
    return parts.stream()
        .map(part -> frames.task("count", new RowsSoFar(), origin, List.of(part)))
        .toList();
  }

  private Key places(ZipPlaces places, List<Key> counts) {
    return frames.task("places", places, origin, counts);
  }

  private Flow aligned(Flow left, Flow right, Lengths lengths) {
    List<Key> parts = kept(right);
    List<Partition> zipped = new ArrayList<>();
    for (Partition partition : left.partitions()) {
      List<Key> other = List.of(parts.get(zipped.size()));
      zipped.add(beside(partition, other, right.schema(), Sections.ALL, lengths));
    }
    return new Flow(zipped, Zip.zipped(left.schema(), right.schema()), origin);
  }

  private Flow cut(
      Flow left, Schema right, List<Key> parts, Key places, Lengths lengths, Meeting meeting) {
    int lefts = left.partitions().size();
    List<Key> cuts = new ArrayList<>();
    for (Key part : parts) {
      CutRows cut = new CutRows(right, lefts, cuts.size());
      cuts.add(frames.task("cut", cut, origin, List.of(part, places)));
    }
    List<Partition> zipped = new ArrayList<>();
    for (Partition partition : left.partitions()) {
      int section = zipped.size();
      // The places are read where there is nothing to cut, too: frames of other lengths fail.
      zipped.add(
          beside(partition.withInput(places), meeting.of(section, cuts), right, section, lengths));
    }
    Schema schema = Zip.zipped(left.schema(), right);
    if (lengths == Lengths.LONGEST) {
      List<Key> rest = meeting.of(lefts, cuts);
      RowSource source = new RowSource.OfSections(new Sections(right, 0, rest.size(), lefts));
      RowStep filled = new RowStep.Project(filled(left.schema(), right));
      zipped.add(new Partition(source, rest, List.of(filled)));
    }
    return new Flow(zipped, schema, origin);
  }

  private static Partition beside(
      Partition left, List<Key> other, Schema right, int section, Lengths lengths) {
    Sections sections = new Sections(right, left.inputs().size(), other.size(), section);
    return left.withInputs(other).then(new RowStep.Zip(right, sections, lengths));
  }

  private static List<NamedExpr> filled(Schema left, Schema right) {
    List<NamedExpr> columns = new ArrayList<>();
    left.fields().forEach(f -> columns.add(new NamedExpr(f.name(), Exprs.nullOf(f.type()))));
    right.fields().forEach(field -> columns.add(NamedExpr.column(field)));
    return columns;
  }

  /** Which right partitions may have rows beside those of a left one. */
  @FunctionalInterface
  private interface Meeting {
    boolean meet(int left, int right);

    /** Those of {@code cuts}, which are of all right partitions. */
    default List<Key> of(int left, List<Key> cuts) {
      return IntStream.range(0, cuts.size())
          .filter(right -> meet(left, right))
          .mapToObj(cuts::get)
          .toList();
    }
  }

  /** Partitions of known numbers of rows; behind the last left one are all further rows. */
  private static final class Overlaps implements Meeting {
    private final long[] left;
    private final long[] right;

    Overlaps(List<Long> left, List<Long> right) {
      this.left = ZipPlaces.starts(left);
      this.right = ZipPlaces.starts(right);
    }

    @Override
    public boolean meet(int i, int j) {
      long end = i + 1 < left.length ? left[i + 1] : Long.MAX_VALUE;
      return Math.max(left[i], right[j]) < Math.min(end, right[j + 1]);
    }
  }
}
