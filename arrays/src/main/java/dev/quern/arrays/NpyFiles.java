package dev.quern.arrays;

import dev.quern.arrays.grid.ChunkGrid;
import dev.quern.arrays.grid.Shape;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.arrays.source.NpyHeader;
import dev.quern.arrays.source.NpySource;
import dev.quern.engine.SourceLine;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.io.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** NumPy files as arrays. */
final class NpyFiles {
  private NpyFiles() {}

  /** The array in {@code path}, of which the header is read. */
  static NDArray read(Path path) {
    NpyHeader header;
    long modified;
    try (InputFile file = InputFile.open(path)) {
      header = NpyHeader.read(file);
      modified = Files.getLastModifiedTime(path).toMillis();
    } catch (IOException e) {
      throw new StorageException(path + " cannot be read: " + e.getMessage(), e);
    }
    long[] lengths = header.shape().lengths();
    Shape stored = header.fortranOrder() ? reversed(lengths) : header.shape();
    NpySource source =
        new NpySource(
            path, stored, header.dtype(), header.bigEndian(), header.dataOffset(), modified);
    // Blocks that are contiguous in the file are one read each.
    ChunkGrid grid =
        ChunkGrid.contiguous(stored, ChunkGrid.DEFAULT_BYTES / Block.width(header.dtype()));
    NDArray array = new NDArray(new ArrayPlan.Source(source, grid, SourceLine.here()));
    return header.fortranOrder() && stored.rank() > 1 ? array.T() : array;
  }

  private static Shape reversed(long... lengths) {
    long[] reversed = new long[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      reversed[i] = lengths[lengths.length - 1 - i];
    }
    return Shape.of(reversed);
  }
}
