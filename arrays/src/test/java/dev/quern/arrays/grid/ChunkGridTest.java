package dev.quern.arrays.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChunkGridTest {

  @Test
  void blocksAreNumberedInCOrder() {
    ChunkGrid grid = ChunkGrid.uniform(Shape.of(5, 7), 3, 4);
    assertThat(grid.blocks()).isEqualTo(4);
    assertThat(grid.axis(1).sizes()).containsExactly(4, 3);
    for (int block = 0; block < 4; block++) {
      assertThat(grid.block(grid.chunks(block))).isEqualTo(block);
    }
    assertThat(Region.of(grid, 3).start()).containsExactly(3, 4);
    assertThat(Region.of(grid, 3).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(grid.largestBlock()).isEqualTo(12);
    assertThat(grid).hasToString("(3, 4)");
  }

  @Test
  void scalarsAndEmptyArraysHaveOneBlock() {
    assertThat(ChunkGrid.whole(Shape.SCALAR).blocks()).isEqualTo(1);
    assertThat(ChunkGrid.automatic(Shape.SCALAR, 8).blocks()).isEqualTo(1);
    assertThat(ChunkGrid.uniform(Shape.of(0, 3), 1, 1).blocks()).isEqualTo(3);
    assertThat(ChunkGrid.contiguous(Shape.of(0, 3), 2).isContiguous()).isTrue();
    assertThat(AxisChunks.of(0, 0).sizes()).containsExactly(0);
    assertThat(AxisChunks.of(2, 0, 3).sizes()).containsExactly(2, 3);
  }

  @Test
  void automaticBlocksAreOfTheSizeAimedAt() {
    for (Shape shape :
        new Shape[] {
          Shape.of(100_000, 1_000), Shape.of(1 << 28), Shape.of(5_000, 5_000), Shape.of(3, 1 << 26)
        }) {
      ChunkGrid grid = ChunkGrid.automatic(shape, 8);
      assertThat(grid.largestBlock() * 8)
          .as("%s in %s", shape, grid)
          .isBetween(ChunkGrid.DEFAULT_BYTES / 3, ChunkGrid.DEFAULT_BYTES);
    }
  }

  @Test
  void contiguousBlocksFollowEachOtherInCOrder() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      Shape shape = Shape.of(random.nextLong(1, 6), random.nextLong(1, 6), random.nextLong(1, 6));
      ChunkGrid grid = ChunkGrid.contiguous(shape, random.nextLong(1, 40));
      assertThat(grid.isContiguous()).as("%s in %s", shape, grid).isTrue();
      long position = 0;
      for (int block = 0; block < grid.blocks(); block++) {
        Region region = Region.of(grid, block);
        long start = 0;
        for (int axis = 0; axis < 3; axis++) {
          start = start * shape.length(axis) + region.start(axis);
        }
        assertThat(start).as("block %d of %s in %s", block, shape, grid).isEqualTo(position);
        position += region.shape().size();
      }
      assertThat(position).isEqualTo(shape.size());
    }
    assertThat(ChunkGrid.uniform(Shape.of(4, 4), 4, 2).isContiguous()).isFalse();
    assertThat(ChunkGrid.uniform(Shape.of(4, 4), 2, 4).isContiguous()).isTrue();
  }

  @Test
  void refinementCutsWhereEitherIsCut() {
    AxisChunks a = AxisChunks.of(4, 4, 2);
    AxisChunks b = AxisChunks.of(5, 5);
    assertThat(a.refine(b).sizes()).containsExactly(4, 1, 3, 2);
    assertThat(a.refine(a)).isSameAs(a);
    assertThat(a.then(b).sizes()).containsExactly(4, 4, 2, 5, 5);
    assertThat(a.find(3)).isZero();
    assertThat(a.find(4)).isEqualTo(1);
    assertThat(a.find(9)).isEqualTo(2);
    assertThat(a).hasToString("4");
    assertThat(AxisChunks.of(1, 2, 3, 4, 5)).hasToString("1+2+3+4+..");
  }

  @Test
  void slicesKeepToTheChunksTheyTouch() {
    AxisChunks axis = AxisChunks.of(4, 4, 2);
    AxisSlice everyThird = new AxisSlice(9, -3, 4, false);
    assertThat(everyThird.pieces(axis))
        .isEqualTo(
            List.of(
                new AxisSlice.Piece(2, 1, 1),
                new AxisSlice.Piece(1, 2, 1),
                new AxisSlice.Piece(0, 3, 2)));
    assertThat(everyThird.chunks(axis).sizes()).containsExactly(1, 1, 2);
    assertThat(everyThird.then(new AxisSlice(1, 2, 2, false)))
        .isEqualTo(new AxisSlice(6, -6, 2, false));
  }

  @Test
  void shapesBroadcastAsNumpySays() {
    assertThat(Shape.of(3, 1).broadcast(Shape.of(4))).isEqualTo(Shape.of(3, 4));
    assertThat(Shape.SCALAR.broadcast(Shape.of(0, 2))).isEqualTo(Shape.of(0, 2));
    assertThat(Shape.of(1).broadcast(Shape.of(0))).isEqualTo(Shape.of(0));
    assertThatThrownBy(() -> Shape.of(2, 3).broadcast(Shape.of(2, 1, 4)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("(2, 3)")
        .hasMessageContaining("(2, 1, 4)");
    assertThat(Shape.of(5)).hasToString("(5,)");
    assertThatThrownBy(() -> Shape.of(1L << 40, 1L << 40)).hasMessageContaining("2^63");
  }

  @Test
  void tooManyBlocksAreAnError() {
    assertThatThrownBy(() -> ChunkGrid.uniform(Shape.of(1 << 20, 1 << 20), 1, 1))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("larger chunks");
    assertThatThrownBy(() -> AxisChunks.uniform(1L << 40, 1)).hasMessageContaining("larger");
  }
}
