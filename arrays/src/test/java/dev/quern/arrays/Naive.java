package dev.quern.arrays;

import dev.quern.arrays.grid.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Arrays by nested loops over positions: what the engine's results are compared with. Each element
 * is looked up by its coordinates, with no thought of blocks, strides or speed.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Naive(double[] values, long... shape) {

  /** The array whose element at each position {@code element} gives. */
  static Naive generate(ToDoubleFunction<long[]> element, long... shape) {
    int size = (int) Shape.of(shape).size();
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = element.applyAsDouble(position(i, shape));
    }
    return new Naive(values, shape);
  }

  /** Small whole numbers and halves, some of them equal. */
  static Naive random(SplittableRandom random, long... shape) {
    return generate(_ -> random.nextInt(-40, 40) / 2.0, shape);
  }

  static long[] position(long index, long... shape) {
    long[] position = new long[shape.length];
    long rest = index;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      position[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return position;
  }

  double at(long... position) {
    long index = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      index = index * shape[axis] + position[axis];
    }
    return values[(int) index];
  }

  int rank() {
    return shape.length;
  }

  /** The element that broadcasting puts at {@code position} of a larger shape. */
  double broadcastAt(long... position) {
    long[] own = new long[rank()];
    for (int axis = 0; axis < rank(); axis++) {
      own[axis] = shape[axis] == 1 ? 0 : position[position.length - rank() + axis];
    }
    return at(own);
  }

  Naive map(DoubleUnaryOperator op) {
    return new Naive(Arrays.stream(values).map(op).toArray(), shape);
  }

  Naive join(Naive other, DoubleBinaryOperator op) {
    long[] joined = Shape.of(shape).broadcast(Shape.of(other.shape)).lengths();
    return generate(p -> op.applyAsDouble(broadcastAt(p), other.broadcastAt(p)), joined);
  }

  /** The elements that fall to each cell when the axes marked vanish, in C order. */
  double[][] groups(boolean... reduced) {
    int cells = 1;
    for (int axis = 0; axis < rank(); axis++) {
      cells *= reduced[axis] ? 1 : (int) shape[axis];
    }
    double[][] groups = new double[cells][0];
    for (int i = 0; i < values.length; i++) {
      long[] position = position(i, shape);
      int cell = 0;
      for (int axis = 0; axis < rank(); axis++) {
        if (!reduced[axis]) {
          cell = cell * (int) shape[axis] + (int) position[axis];
        }
      }
      groups[cell] = Arrays.copyOf(groups[cell], groups[cell].length + 1);
      groups[cell][groups[cell].length - 1] = values[i];
    }
    return groups;
  }

  /** This as a lazy array in chunks that need not divide the axes. */
  NDArray lazy(SplittableRandom random) {
    return NDArrays.of(values, shape).chunk(chunks(random));
  }

  long[] chunks(SplittableRandom random) {
    return Arrays.stream(shape).map(n -> random.nextLong(1, Math.max(2, n + 2))).toArray();
  }

  /** A shape of up to {@code rank} axes, short ones and axes of length 1 among them. */
  static long[] randomShape(SplittableRandom random, int rank) {
    long[] shape = new long[random.nextInt(rank + 1)];
    Arrays.setAll(shape, _ -> random.nextInt(5) == 0 ? 1 : random.nextLong(1, 9));
    return shape;
  }
}
