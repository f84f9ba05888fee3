package dev.quern.arrays.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.arrays.expr.ArrayExpr;
import dev.quern.arrays.expr.ArrayExpr.Arithmetic;
import dev.quern.arrays.expr.ArrayExpr.Input;
import dev.quern.arrays.grid.AxisSlice;
import dev.quern.arrays.grid.ChunkGrid;
import dev.quern.arrays.grid.Shape;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.arrays.plan.ArrayPlan.Elementwise;
import dev.quern.arrays.plan.ArrayPlan.Rechunk;
import dev.quern.arrays.plan.ArrayPlan.Reduce;
import dev.quern.arrays.plan.ArrayPlan.Slice;
import dev.quern.arrays.plan.ArrayPlan.Source;
import dev.quern.arrays.plan.ArrayPlans;
import dev.quern.arrays.reduce.ReduceFunction;
import dev.quern.arrays.reduce.Reduction;
import dev.quern.arrays.source.ConstantSource;
import dev.quern.engine.SourceLine;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.type.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule by itself, on the smallest plans that it changes and that it must not change. */
class ArrayRulesTest {
  private static final SourceLine NOWHERE = SourceLine.UNKNOWN;

  private static ArrayPlan source(long... shape) {
    ConstantSource zeros = new ConstantSource(Shape.of(shape), DType.FLOAT64, 0);
    return new Source(zeros, ChunkGrid.whole(Shape.of(shape)), NOWHERE);
  }

  private static ArrayPlan sum(ArrayPlan a, ArrayPlan b) {
    ArrayExpr expr =
        new Arithmetic(ArithmeticOp.ADD, new Input(0, DType.FLOAT64), new Input(1, DType.FLOAT64));
    return ArrayPlans.elementwise(expr, List.of(a, b), NOWHERE);
  }

  private static ArrayPlan total(ArrayPlan plan) {
    int[] axes = new int[plan.shape().rank()];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = i;
    }
    Reduction reduction = Reduction.of(ReduceFunction.SUM, axes.length, axes, false, 0);
    return ArrayPlans.reduce(plan, reduction, NOWHERE);
  }

  @Test
  void elementwiseFuseJoinsAChainIntoTheReduction() {
    ArrayPlan a = source(3);
    ArrayPlan b = source(3);
    ArrayPlan c = source(3);
    ArrayPlan fused = new ElementwiseFuse().apply(total(sum(sum(a, b), c)));
    assertThat(fused).isInstanceOf(Reduce.class);
    assertThat(fused.children()).containsExactly(a, b, c);
    assertThat(fused.label()).isEqualTo("sum of ((a + b) + c)");
    assertThat(new ElementwiseFuse().apply(fused)).isSameAs(fused);
  }

  @Test
  void elementwiseFuseLeavesWhatOthersReadToo() {
    ArrayPlan shared = sum(source(3), source(3));
    ArrayPlan root = sum(total(shared), shared);
    assertThat(new ElementwiseFuse().apply(root)).isSameAs(root);
  }

  @Test
  void elementwiseFuseLeavesWhatIsBroadcastAfterwards() {
    ArrayPlan row = sum(source(1, 4), source(1, 4));
    ArrayPlan root = sum(source(3, 4), row);
    assertThat(new ElementwiseFuse().apply(root)).isSameAs(root);
  }

  @Test
  void elementwiseFuseKeepsANodeThatIsReadTwiceByOne() {
    ArrayPlan a = source(3);
    ArrayPlan inner = sum(a, source(3));
    ArrayPlan fused = new ElementwiseFuse().apply(sum(inner, inner));
    assertThat(fused.label()).isEqualTo("((a + b) + (a + b))");
    assertThat(fused.children()).hasSize(2);
    ArrayExpr expr = ((Elementwise) fused).expr();
    assertThat(expr.operands().get(0)).isSameAs(expr.operands().get(1));
  }

  @Test
  void sliceElementwisePushSlicesTheInputs() {
    ArrayPlan table = source(4, 5);
    ArrayPlan column = source(4, 1);
    ArrayPlan row = source(5);
    List<AxisSlice> slices = List.of(new AxisSlice(2, 1, 1, true), new AxisSlice(1, 2, 2, false));
    ArrayPlan root = ArrayPlans.slice(sum(sum(table, column), row), slices, NOWHERE);
    ArrayPlan pushed = new SliceElementwisePush().apply(root);
    assertThat(pushed).isInstanceOf(Elementwise.class);
    assertThat(pushed.grid()).isEqualTo(root.grid());
    ArrayPlan again = new SliceElementwisePush().apply(pushed);
    ArrayPlan fused = new ElementwiseFuse().apply(again);
    assertThat(fused.children()).hasSize(3).allMatch(Slice.class::isInstance);
    assertThat(fused.children().stream().map(ArrayPlan::shape))
        .containsExactly(Shape.of(2), Shape.of(1), Shape.of(2));
  }

  @Test
  void sliceElementwisePushLeavesWhatOthersReadWhole() {
    ArrayPlan shared = sum(source(4), source(4));
    ArrayPlan slice = ArrayPlans.slice(shared, List.of(new AxisSlice(1, 1, 1, false)), NOWHERE);
    ArrayPlan root = sum(slice, shared);
    assertThat(new SliceElementwisePush().apply(root)).isSameAs(root);
  }

  @Test
  void sliceMergeTakesASliceOfASliceAtOnce() {
    ArrayPlan x = source(20, 3);
    ArrayPlan inner =
        ArrayPlans.slice(
            x, List.of(new AxisSlice(10, 1, 10, false), new AxisSlice(1, 1, 1, true)), NOWHERE);
    ArrayPlan outer = ArrayPlans.slice(inner, List.of(new AxisSlice(0, 2, 5, false)), NOWHERE);
    ArrayPlan merged = new SliceMerge().apply(outer);
    assertThat(merged.children()).containsExactly(x);
    assertThat(((Slice) merged).slices())
        .containsExactly(new AxisSlice(10, 2, 5, false), new AxisSlice(1, 1, 1, true));
    assertThat(new SliceMerge().apply(inner)).isSameAs(inner);
  }

  @Test
  void rechunkMergeCutsASourceAtOnce() {
    ArrayPlan x = source(8);
    ChunkGrid fours = ChunkGrid.uniform(x.shape(), 4);
    ChunkGrid threes = ChunkGrid.uniform(x.shape(), 3);
    ArrayPlan twice = new Rechunk(new Rechunk(x, fours, NOWHERE), threes, NOWHERE);
    ArrayPlan merged = new RechunkMerge().apply(twice);
    assertThat(merged).isInstanceOf(Source.class);
    assertThat(merged.grid()).isEqualTo(threes);
    assertThat(new RechunkMerge().apply(new Rechunk(x, x.grid(), NOWHERE))).isSameAs(x);
    ArrayPlan shared = sum(new Rechunk(total(x), total(x).grid(), NOWHERE), total(x));
    assertThat(new RechunkMerge().apply(shared).children()).noneMatch(Rechunk.class::isInstance);
  }

  @Test
  void rechunkMergeLeavesASourceThatOthersReadAsItIs() {
    ArrayPlan x = source(8);
    ArrayPlan cut = new Rechunk(x, ChunkGrid.uniform(x.shape(), 4), NOWHERE);
    ArrayPlan root = sum(total(x), cut);
    assertThat(new RechunkMerge().apply(root)).isSameAs(root);
  }
}
