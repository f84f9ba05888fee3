package dev.quern.dataframes;

import dev.quern.dataframes.lower.ChunkSource;
import dev.quern.dataframes.optimize.Estimates;
import dev.quern.dataframes.optimize.ObservedSource;
import dev.quern.dataframes.optimize.RowOrder;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.io.ColumnStatistics;
import dev.quern.engine.io.OrderedColumn;
import dev.quern.engine.plan.Rule;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.KeptValue;
import dev.quern.scheduler.Session;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The rows of a persisted frame as a source: frames that are built on that one are optimised as far
 * as there, and read what is kept. If it was given up meanwhile it is computed anew, by the tasks
 * that are here too.
 */
final class KeptRows implements ChunkSource, ObservedSource {
  private final Schema schema;
  private final KeptValue kept;
  private final FramePlan plan;
  private final Estimates estimates;

  private KeptRows(FramePlan plan, KeptValue kept, Estimates estimates) {
    this.schema = plan.schema();
    this.kept = kept;
    this.plan = plan;
    this.estimates = estimates;
  }

  /** {@code plan} with what {@code session} keeps of it in the place of how it is computed. */
  static FramePlan within(FramePlan plan, Session session) {
    return within(plan, session, new HashMap<>());
  }

  private static FramePlan within(
      FramePlan plan, Session session, Map<FramePlan, FramePlan> found) {
    Optional<KeptValue> kept = session.kept(plan);
    if (kept.isEmpty()) {
      return Rule.mapChildren(plan, child -> within(child, session, found));
    }
    return found.computeIfAbsent(
        plan,
        there ->
            new FramePlan.Scan(
                new KeptRows(there, kept.get(), new Estimates()),
                there.schema().names(),
                List.of(),
                there.where()));
  }

  @Override
  public LazyChunks chunks() {
    return kept.chunks();
  }

  @Override
  public Schema schema() {
    return schema;
  }

  /** Unknown where the rows are kept on a cluster. */
  @Override
  public OptionalLong rowCount() {
    return kept.sizes().contains(-1L)
        ? OptionalLong.empty()
        : OptionalLong.of(kept.sizes().stream().mapToLong(rows -> rows).sum());
  }

  @Override
  public OptionalLong estimatedRows() {
    OptionalLong exact = rowCount();
    return exact.isPresent() ? exact : OptionalLong.of((long) estimates.rows(plan));
  }

  @Override
  public double base() {
    return estimates.base(plan, estimatedRows().orElseThrow());
  }

  @Override
  public ColumnStatistics statistics(String column) {
    return estimates.statistics(plan, column);
  }

  @Override
  public List<OrderedColumn> order() {
    return SortOrder.columns(RowOrder.of(plan));
  }

  @Override
  public String describe() {
    OptionalLong rows = rowCount();
    return rows.isPresent()
        ? String.format(Locale.ROOT, "persisted, %,d rows", rows.getAsLong())
        : "persisted";
  }
}
