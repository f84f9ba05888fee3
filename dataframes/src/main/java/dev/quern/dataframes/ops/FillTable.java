package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Sectioned;
import dev.quern.engine.graph.Contingent;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.ReadsSections;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.join.UnfilledTable;
import dev.quern.engine.type.Schema;
import java.util.List;

/**
 * Fills a piece of a join's table, its first input, if {@link BuildTable} has left that to others;
 * or, when all pieces are filled, finishes it. Gives no rows: what it does is in the table.
 *
 * <p>A runtime may leave these tasks out, and has to where the table is in another process for each
 * of them: whoever needs the table first does then what has not been done.
 *
 * @param schema the columns of the table
 * @param piece which piece; {@link #FINISH} for what is left when all are filled
 */
public record FillTable(Schema schema, int piece) implements Contingent, ReadsSections, DataBound {
  /** How many pieces there are. */
  public static final int PIECES = UnfilledTable.PIECES;

  /** The piece behind all others. */
  public static final int FINISH = PIECES;

  @Override
  public int decidedBy(int inputs) {
    return 0;
  }

  /* Of a table that is scattered nothing is wanted. */
  @Override
  public int section(int input, int inputs) {
    return input == 0 ? Sectioned.NONE : WHOLE;
  }

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    if (inputs.getFirst() instanceof JoinTableChunk chunk) {
      UnfilledTable unfilled = chunk.unfilled();
      if (piece == FINISH) {
        chunk.table(context.memory());
      } else if (unfilled != null) {
        unfilled.fill(piece);
      }
    }
    return BatchList.of(schema, List.of());
  }
}
