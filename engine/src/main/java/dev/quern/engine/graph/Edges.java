package dev.quern.engine.graph;

/**
 * The adjacency of a graph in compressed sparse rows: the targets of row {@code i} are {@code
 * targets[start[i]]} up to, not including, {@code targets[start[i + 1]]}.
 */
final class Edges {
  final int[] start;
  final int[] targets;

  Edges(int[] start, int[] targets) {
    this.start = start;
    this.targets = targets;
  }

  int rows() {
    return start.length - 1;
  }

  int count(int row) {
    return start[row + 1] - start[row];
  }

  int target(int row, int position) {
    return targets[start[row] + position];
  }

  /** The same edges seen from their targets, each row in ascending order. */
  Edges inverted() {
    int rows = rows();
    int[] invertedStart = new int[rows + 1];
    for (int target : targets) {
      invertedStart[target]++;
    }
    for (int i = 1; i <= rows; i++) {
      invertedStart[i] += invertedStart[i - 1];
    }
    /* Rows are filled from their ends, so that in the end each start is one. */
    int[] sources = new int[targets.length];
    for (int row = rows - 1; row >= 0; row--) {
      for (int e = start[row + 1] - 1; e >= start[row]; e--) {
        sources[--invertedStart[targets[e]]] = row;
      }
    }
    return new Edges(invertedStart, sources);
  }

  /**
   * The rows {@code sequence[0]}, {@code sequence[1]}... with targets replaced by their numbers.
   */
  Edges select(int[] sequence, int[] number) {
    int edges = 0;
    for (int row : sequence) {
      edges += count(row);
    }
    int[] newStart = new int[sequence.length + 1];
    int[] newTargets = new int[edges];
    int filled = 0;
    for (int i = 0; i < sequence.length; i++) {
      for (int e = start[sequence[i]]; e < start[sequence[i] + 1]; e++) {
        newTargets[filled++] = number[targets[e]];
      }
      newStart[i + 1] = filled;
    }
    return new Edges(newStart, newTargets);
  }
}
