package dev.quern.engine.spill;

import java.util.Arrays;

/** Where the blocks of a spill file are, and their checksums. Held in memory: 20 bytes a block. */
final class BlockIndex {
  private long[] starts = new long[9];
  private long[] places = new long[9];
  private int[] checksums = new int[8];
  private int count;

  /** Adds a block of {@code size} bytes that takes {@code stored} bytes of the file. */
  void add(long size, long stored, int checksum) {
    if (count == checksums.length) {
      checksums = Arrays.copyOf(checksums, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count + 1);
      places = Arrays.copyOf(places, 2 * count + 1);
    }
    checksums[count] = checksum;
    starts[count + 1] = starts[count] + size;
    places[count + 1] = places[count] + stored;
    count++;
  }

  /** Bytes of all blocks. */
  long size() {
    return starts[count];
  }

  /** Bytes of all blocks in the file. */
  long stored() {
    return places[count];
  }

  /** The block that has byte {@code position}; {@code guess} is looked at first. */
  int find(long position, int guess) {
    for (int block = guess; block < Math.min(guess + 2, count); block++) {
      if (starts[block] <= position && position < starts[block + 1]) {
        return block;
      }
    }
    int found = Arrays.binarySearch(starts, 0, count + 1, position);
    return found >= 0 ? found : -found - 2;
  }

  /** The position of the first byte of {@code block}. */
  long start(int block) {
    return starts[block];
  }

  /** How many bytes {@code block} has. */
  int size(int block) {
    return (int) (starts[block + 1] - starts[block]);
  }

  /** Where in the file {@code block} begins. */
  long place(int block) {
    return places[block];
  }

  /** How many bytes of the file {@code block} takes: fewer than it has when it is compressed. */
  int stored(int block) {
    return (int) (places[block + 1] - places[block]);
  }

  /** The checksum of what stands in the file. */
  int checksum(int block) {
    return checksums[block];
  }
}
