package dev.quern.arrays.source;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The elements of a NumPy file, read by region. An array of Fortran order is the C-order array of
 * the reversed shape, which the plan then transposes.
 *
 * @param path the file
 * @param shape the shape in C order
 * @param bigEndian whether bytes are swapped
 * @param dataOffset where the elements begin
 * @param modified when the file was last changed, as a part of its identity
 */
public record NpySource(
    Path path, Shape shape, DType dtype, boolean bigEndian, long dataOffset, long modified)
    implements BlockSource {

  @Override
  public String label() {
    return "read " + path.getFileName();
  }

  @Override
  public void fill(TaskContext context, long[] start, Block target) {
    int width = Block.width(dtype);
    MemorySegment out = target.values();
    try (InputFile file = InputFile.open(path)) {
      SourceRows.walk(
          context,
          shape,
          start,
          target,
          (position, at, count) ->
              file.read(
                  dataOffset + position * width, out.asSlice(at * width, (long) count * width)));
    }
    if (bigEndian) {
      swap(out, width, target.size());
    }
    if (dtype == DType.BOOL) {
      normalise(out, target.size());
    }
  }

  private static void swap(MemorySegment values, int width, long count) {
    switch (width) {
      case 2 -> {
        var big = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
        for (long i = 0; i < count; i++) {
          values.setAtIndex(ValueLayout.JAVA_SHORT, i, values.getAtIndex(big, i));
        }
      }
      case 4 -> {
        var big = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
        for (long i = 0; i < count; i++) {
          values.setAtIndex(ValueLayout.JAVA_INT, i, values.getAtIndex(big, i));
        }
      }
      case 8 -> {
        var big = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);
        for (long i = 0; i < count; i++) {
          values.setAtIndex(ValueLayout.JAVA_LONG, i, values.getAtIndex(big, i));
        }
      }
      default -> {}
    }
  }

  /* A file may hold any byte for true; a block holds 0 and 1. */
  private static void normalise(MemorySegment values, long count) {
    for (long i = 0; i < count; i++) {
      byte value = values.get(ValueLayout.JAVA_BYTE, i);
      values.set(ValueLayout.JAVA_BYTE, i, (byte) (value == 0 ? 0 : 1));
    }
  }
}
