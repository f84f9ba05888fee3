package dev.quern.engine.io.parquet.write;

import dev.quern.engine.io.OutputFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * A column chunk that is in the file, and what is to be written about its pages behind the last row
 * group.
 *
 * @param chunk the footer's entry
 * @param uncompressed its bytes as they would be uncompressed
 * @param bounds the bounds of its pages
 * @param offsets where they lie
 */
record WrittenChunk(
    ColumnChunk chunk,
    long uncompressed,
    @Nullable ColumnIndex bounds,
    @Nullable OffsetIndex offsets) {

  /** Writes the bounds of the pages and notes in the footer's entry where they are. */
  void writeBounds(OutputFile file) {
    ColumnIndex index = bounds;
    if (index != null) {
      chunk.setColumn_index_offset(file.position());
      chunk.setColumn_index_length(write(file, out -> Util.writeColumnIndex(index, out)));
    }
  }

  /** Writes where the pages lie, and notes that too. */
  void writeOffsets(OutputFile file) {
    OffsetIndex index = offsets;
    if (index != null) {
      chunk.setOffset_index_offset(file.position());
      chunk.setOffset_index_length(write(file, out -> Util.writeOffsetIndex(index, out)));
    }
  }

  private static int write(OutputFile file, Structure structure) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      structure.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    file.write(ByteBuffer.wrap(bytes.toByteArray()));
    return bytes.size();
  }

  @FunctionalInterface
  private interface Structure {
    void write(OutputStream out) throws IOException;
  }
}
