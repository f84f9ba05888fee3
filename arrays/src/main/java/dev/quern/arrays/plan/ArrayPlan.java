package dev.quern.arrays.plan;

import dev.quern.arrays.expr.ArrayExpr;
import dev.quern.arrays.expr.ArrayExprs;
import dev.quern.arrays.grid.AxisSlice;
import dev.quern.arrays.grid.ChunkGrid;
import dev.quern.arrays.grid.Shape;
import dev.quern.arrays.reduce.Reduction;
import dev.quern.arrays.source.BlockSource;
import dev.quern.engine.SourceLine;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.plan.Plan;
import dev.quern.engine.type.DType;
import java.util.List;

/**
 * A node of an array's plan. Nodes may be shared: what is read twice is computed once. Nodes are
 * told apart by identity; their fields have been checked by {@link ArrayPlans}, which makes them.
 */
public sealed interface ArrayPlan extends Plan<ArrayPlan> {

  /** What the elements are. */
  DType dtype();

  /** The array's shape and how it is cut. */
  ChunkGrid grid();

  /** The array's shape. */
  default Shape shape() {
    return grid().shape();
  }

  /** Elements that come from no other array. */
  record Source(BlockSource source, ChunkGrid grid, SourceLine where) implements ArrayPlan {
    @Override
    public DType dtype() {
      return source.dtype();
    }

    @Override
    public List<ArrayPlan> children() {
      return List.of();
    }

    @Override
    public ArrayPlan withChildren(List<ArrayPlan> children) {
      return this;
    }

    @Override
    public String label() {
      return source.label();
    }
  }

  /**
   * Chunks that a graph computes, one per block: blocks, or batches of which some columns are
   * taken.
   *
   * @param columns the columns, none when the chunks are blocks
   */
  record Chunks(
      LazyChunks chunks, List<String> columns, DType dtype, ChunkGrid grid, SourceLine where)
      implements ArrayPlan {
    @Override
    public List<ArrayPlan> children() {
      return List.of();
    }

    @Override
    public ArrayPlan withChildren(List<ArrayPlan> children) {
      return this;
    }

    @Override
    public String label() {
      return columns.isEmpty() ? "chunks" : "columns " + String.join(", ", columns);
    }
  }

  /** An expression of the elements of some arrays, which broadcast to one shape. */
  record Elementwise(ArrayExpr expr, List<ArrayPlan> children, ChunkGrid grid, SourceLine where)
      implements ArrayPlan {
    @Override
    public DType dtype() {
      return expr.dtype();
    }

    @Override
    public ArrayPlan withChildren(List<ArrayPlan> others) {
      return new Elementwise(expr, others, grid, where);
    }

    @Override
    public String label() {
      return ArrayExprs.text(expr);
    }
  }

  /**
   * A reduction of an expression of the elements of some arrays.
   *
   * @param inputGrid the grid of what is reduced
   */
  record Reduce(
      Reduction reduction,
      ArrayExpr expr,
      List<ArrayPlan> children,
      ChunkGrid inputGrid,
      ChunkGrid grid,
      SourceLine where)
      implements ArrayPlan {
    @Override
    public DType dtype() {
      return reduction.result(expr.dtype());
    }

    @Override
    public ArrayPlan withChildren(List<ArrayPlan> others) {
      return new Reduce(reduction, expr, others, inputGrid, grid, where);
    }

    @Override
    public String label() {
      return reduction.label() + " of " + ArrayExprs.text(expr);
    }
  }

  /** Some positions of each axis. */
  record Slice(ArrayPlan child, List<AxisSlice> slices, ChunkGrid grid, SourceLine where)
      implements ArrayPlan {
    @Override
    public DType dtype() {
      return child.dtype();
    }

    @Override
    public List<ArrayPlan> children() {
      return List.of(child);
    }

    @Override
    public ArrayPlan withChildren(List<ArrayPlan> children) {
      return new Slice(children.getFirst(), slices, grid, where);
    }

    @Override
    public String label() {
      return "slice to " + shape();
    }
  }

  /**
   * Any positions of one axis, in any order.
   *
   * @param positions never changed
   */
  @SuppressWarnings("ArrayRecordComponent") // nodes are compared by identity
  record Take(ArrayPlan child, int axis, long[] positions, ChunkGrid grid, SourceLine where)
      implements ArrayPlan {
    @Override
    public DType dtype() {
      return child.dtype();
    }

    @Override
    public List<ArrayPlan> children() {
      return List.of(child);
    }

    @Override
    public ArrayPlan withChildren(List<ArrayPlan> children) {
      return new Take(children.getFirst(), axis, positions, grid, where);
    }

    @Override
    public String label() {
      return "take %d of axis %d".formatted(positions.length, axis);
    }
  }

  /** The axes in another order: axis {@code i} is the old {@code order.get(i)}. */
  record Transpose(ArrayPlan child, List<Integer> order, ChunkGrid grid, SourceLine where)
      implements ArrayPlan {
    @Override
    public DType dtype() {
      return child.dtype();
    }

    @Override
    public List<ArrayPlan> children() {
      return List.of(child);
    }

    @Override
    public ArrayPlan withChildren(List<ArrayPlan> children) {
      return new Transpose(children.getFirst(), order, grid, where);
    }

    @Override
    public String label() {
      return "transpose " + order;
    }
  }

  /**
   * The same elements in C order in another shape. Either both grids are contiguous, or the shapes
   * differ by axes of length 1 only and the blocks correspond one to one.
   */
  record Reshape(ArrayPlan child, ChunkGrid grid, SourceLine where) implements ArrayPlan {
    @Override
    public DType dtype() {
      return child.dtype();
    }

    @Override
    public List<ArrayPlan> children() {
      return List.of(child);
    }

    @Override
    public ArrayPlan withChildren(List<ArrayPlan> children) {
      return new Reshape(children.getFirst(), grid, where);
    }

    @Override
    public String label() {
      return "reshape to " + shape();
    }
  }

  /** Arrays one behind the other along an axis; their other axes are cut alike. */
  record Concatenate(List<ArrayPlan> children, int axis, ChunkGrid grid, SourceLine where)
      implements ArrayPlan {
    @Override
    public DType dtype() {
      return children.getFirst().dtype();
    }

    @Override
    public ArrayPlan withChildren(List<ArrayPlan> others) {
      return new Concatenate(others, axis, grid, where);
    }

    @Override
    public String label() {
      return "concatenate %d along axis %d".formatted(children.size(), axis);
    }
  }

  /** The same array, cut in another way. */
  record Rechunk(ArrayPlan child, ChunkGrid grid, SourceLine where) implements ArrayPlan {
    @Override
    public DType dtype() {
      return child.dtype();
    }

    @Override
    public List<ArrayPlan> children() {
      return List.of(child);
    }

    @Override
    public ArrayPlan withChildren(List<ArrayPlan> children) {
      return new Rechunk(children.getFirst(), grid, where);
    }

    @Override
    public String label() {
      return "rechunk to " + grid;
    }
  }

  /** The product of two matrices of FLOAT64, the inner axes of which are cut alike. */
  record MatMul(ArrayPlan left, ArrayPlan right, ChunkGrid grid, SourceLine where)
      implements ArrayPlan {
    @Override
    public DType dtype() {
      return left.dtype();
    }

    @Override
    public List<ArrayPlan> children() {
      return List.of(left, right);
    }

    @Override
    public ArrayPlan withChildren(List<ArrayPlan> children) {
      return new MatMul(children.get(0), children.get(1), grid, where);
    }

    @Override
    public String label() {
      return "matmul";
    }
  }
}
