package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.RowFilter;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.join.JoinTable;
import dev.quern.engine.type.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the tables of joins say to the scan of a pipeline that probes them: of a row without a
 * partner nothing comes, so that pieces of the file whose keys are outside of those of a table are
 * not read.
 *
 * <pre>
 *   scan day, amount ─> project day as d ─> probe d in a table of 2024-03-01 to 2024-03-31
 *        ^                                    |
 *        +--- day &gt;= 2024-03-01 and ... ------+
 * </pre>
 */
final class JoinedKeys implements RowFilter {
  /**
   * A key column of a table, and the column of the scan that is compared with it. What it says is
   * found out when a reader asks, and most kinds of file have no use for it.
   */
  private record Compared(JoinTable table, int key, String column) {}

  private final List<Compared> keys;
  private final @Nullable FilterStep first;
  private final TaskContext context;

  private JoinedKeys(List<Compared> keys, @Nullable FilterStep first, TaskContext context) {
    this.keys = List.copyOf(keys);
    this.first = first;
    this.context = context;
  }

  /**
   * What {@code steps} leave out of what is scanned, their first one included if it is a filter;
   * null where that is nothing.
   */
  static @Nullable RowFilter of(
      List<RowStep> steps, StepChain chain, TaskContext context, List<Chunk> inputs) {
    FilterStep first = chain.first() instanceof FilterStep filter ? filter : null;
    List<Compared> keys = keys(steps, context, inputs);
    return keys.isEmpty() ? first : new JoinedKeys(keys, first, context);
  }

  private static List<Compared> keys(List<RowStep> steps, TaskContext context, List<Chunk> inputs) {
    List<Compared> found = new ArrayList<>();
    // The column of the scan that a column is at some step, if it is one.
    Function<String, Optional<String>> scanned = Optional::of;
    for (RowStep step : steps) {
      Function<String, Optional<String>> before = scanned;
      switch (step) {
        case RowStep.Filter _ -> {}
        case RowStep.Project project -> scanned = name -> column(project, name).flatMap(before);
        case RowStep.Explode explode ->
            scanned =
                name -> explode.columns().contains(name) ? Optional.empty() : before.apply(name);
        case RowStep.Probe probe -> {
          if (probe.kind().dropsWithoutPartner()
              && inputs.get(probe.input()) instanceof JoinTableChunk chunk) {
            for (int key = 0; key < probe.keys().size(); key++) {
              int number = key;
              before
                  .apply(probe.keys().get(key))
                  .ifPresent(
                      column ->
                          found.add(new Compared(chunk.table(context.memory()), number, column)));
            }
          }
          scanned =
              name -> probe.leftColumns().contains(name) ? before.apply(name) : Optional.empty();
        }
        // Which rows are chosen, how they are counted and what is beside them depends on all of
        // them; and what a function makes is not known.
        case RowStep.Sample _, RowStep.RowIndex _, RowStep.Zip _, RowStep.MapBatches _ -> {
          return found;
        }
      }
    }
    return found;
  }

  /* Of a wider integer the one that it was made of, which is the same number. */
  private static Optional<String> column(RowStep.Project project, String name) {
    for (NamedExpr column : project.columns()) {
      if (column.name().equals(name)) {
        Expr expr =
            column.expr() instanceof Expr.Cast(Expr operand, DType type, boolean _)
                    && type.isInteger()
                    && operand.type().isInteger()
                    && type.byteWidth() >= operand.type().byteWidth()
                ? operand
                : column.expr();
        return expr instanceof Expr.Column(String read, DType _)
            ? Optional.of(read)
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  @Override
  public List<ScanPredicate> predicates() {
    return keys.stream().flatMap(k -> k.table.predicates(k.key, k.column).stream()).toList();
  }

  @Override
  public List<String> columns() {
    return first == null ? List.of() : first.columns();
  }

  @Override
  public boolean wants(Batch batch) {
    return first == null || first.wants(batch);
  }

  @Override
  public void skipped(long rows) {
    context.skipped(rows);
  }
}
