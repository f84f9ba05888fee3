package dev.quern.engine.io.parquet;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.io.FileVersion;
import dev.quern.engine.io.parquet.read.ChunkSpec;
import dev.quern.engine.io.parquet.read.ColumnSpec;
import dev.quern.engine.io.parquet.read.ColumnTree;
import dev.quern.engine.io.parquet.read.Levels;
import dev.quern.engine.io.parquet.read.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/**
 * One file, as its footer describes it.
 *
 * @param version which file it is
 * @param footer its metadata
 * @param columns the columns at the top of its schema
 * @param rowGroups the row groups in order, each with a column chunk for every leaf
 */
record ParquetFile(
    FileVersion version, Footer footer, List<FileColumn> columns, List<RowGroup> rowGroups) {
  private static final int MAGIC_BYTES = 4;

  /** Reads and checks the footer of {@code path}. */
  static ParquetFile open(Path path) {
    FileVersion version = FileVersion.of(path);
    Footer footer = Footer.read(path);
    FileMetaData metadata = footer.metadata();
    SchemaMapping.Columns columns =
        SchemaMapping.of(
            path, Footer.required(metadata.getSchema(), path, "a schema"), footer.categories());
    List<RowGroup> rowGroups = Footer.required(metadata.getRow_groups(), path, "row groups");
    for (int i = 0; i < rowGroups.size(); i++) {
      RowGroup group = rowGroups.get(i);
      if (group.getNum_rows() < 0 || group.getColumnsSize() != columns.leaves()) {
        throw new DataException(
            "%s, row group %d: %d rows, %d column chunks where the schema has %d"
                .formatted(path, i, group.getNum_rows(), group.getColumnsSize(), columns.leaves()));
      }
    }
    return new ParquetFile(version, footer, columns.columns(), rowGroups);
  }

  /** Where it is. */
  Path path() {
    return version.path();
  }

  /** The number of rows: by the row groups, since some writers leave the footer's own at 0. */
  long rows() {
    return rowGroups.stream().mapToLong(RowGroup::getNum_rows).sum();
  }

  /** The column called {@code name}, or the field of a struct that has that path. */
  Optional<FileColumn> column(String name) {
    return columns.stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .or(() -> columns.stream().flatMap(c -> field(c, name).stream()).findFirst());
  }

  private static Optional<FileColumn> field(FileColumn column, String path) {
    String within = column.name() + ".";
    return column instanceof FileColumn.Nested nested && path.startsWith(within)
        ? field(nested.tree(), path.substring(within.length()), path)
        : Optional.empty();
  }

  private static Optional<FileColumn> field(
      ColumnTree<FileColumn.Flat> tree, String rest, String path) {
    if (rest.isEmpty()) {
      return Optional.of(
          tree instanceof ColumnTree.Leaf<FileColumn.Flat>(FileColumn.Flat flat, Levels _)
              ? flat
              : new FileColumn.Nested(path, tree));
    }
    if (tree instanceof ColumnTree.StructOf<FileColumn.Flat>(var _, var names, var fields)) {
      for (int i = 0; i < names.size(); i++) {
        // Names may have dots in them.
        boolean isLast = rest.equals(names.get(i));
        if (isLast || rest.startsWith(names.get(i) + ".")) {
          String below = isLast ? "" : rest.substring(names.get(i).length() + 1);
          Optional<FileColumn> found = field(fields.get(i), below, path);
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Where the pages of a column in row group {@code index} lie, checked against the file. */
  ChunkSpec chunk(int index, FileColumn.Flat column) {
    ColumnSpec spec = column.spec();
    RowGroup group = rowGroups.get(index);
    ColumnMetaData meta = metadata(index, column);
    boolean anyNumber = spec.levels().repetition() > 0;
    if (meta.getType() != spec.physical()
        || meta.getNum_values() < 0
        || (!anyNumber && meta.getNum_values() != group.getNum_rows())) {
      throw new DataException(
          "%s: %d values of %s where the row group has %d rows and the schema says %s"
              .formatted(
                  where(index, spec),
                  meta.getNum_values(),
                  meta.getType(),
                  group.getNum_rows(),
                  spec.physical()));
    }
    CompressionCodec codec = Footer.required(meta.getCodec(), path(), "a codec that is known");
    checkCodec(codec, index, spec);
    long start = meta.getData_page_offset();
    // Some writers leave the offset at 0 where there is no dictionary, some do not set it at all
    // and let the data's offset point to the dictionary.
    if (meta.isSetDictionary_page_offset() && meta.getDictionary_page_offset() > 0) {
      start = Math.min(start, meta.getDictionary_page_offset());
    }
    long length = meta.getTotal_compressed_size();
    if (start < MAGIC_BYTES || length < 0 || length > footer.start() - start) {
      throw new DataException(
          "%s: %d bytes at %d do not lie inside the file's %d bytes of data"
              .formatted(where(index, spec), length, start, footer.start()));
    }
    return new ChunkSpec(
        spec,
        codec,
        meta.getNum_values(),
        group.getNum_rows(),
        start,
        length,
        Math.max(0, meta.getTotal_uncompressed_size()),
        place(
            column(index, column).getOffset_index_offset(),
            column(index, column).getOffset_index_length()));
  }

  /** Where the bounds of a column's pages lie; null when the file does not have them. */
  @Nullable Place columnIndex(int index, FileColumn.Flat column) {
    ColumnChunk chunk = column(index, column);
    return place(chunk.getColumn_index_offset(), chunk.getColumn_index_length());
  }

  /** Where a column's Bloom filter begins, and how long it is at most; null when there is none. */
  @Nullable Place bloomFilter(int index, FileColumn.Flat column) {
    ColumnMetaData meta = metadata(index, column);
    long start = meta.getBloom_filter_offset();
    // The length came into the format later than the rest.
    long length =
        meta.isSetBloom_filter_length() ? meta.getBloom_filter_length() : footer.start() - start;
    return place(start, (int) Math.min(length, Integer.MAX_VALUE));
  }

  private ColumnChunk column(int index, FileColumn.Flat column) {
    return Footer.required(rowGroups.get(index).getColumns(), path(), "column chunks")
        .get(column.leaf());
  }

  /* Fields that the footer lacks are 0. What does not lie before the footer is not there. */
  private @Nullable Place place(long start, int length) {
    return start >= MAGIC_BYTES && length > 0 && start <= footer.start() - length
        ? new Place(start, length)
        : null;
  }

  /** The metadata of a column in row group {@code index}. */
  ColumnMetaData metadata(int index, FileColumn.Flat column) {
    ColumnChunk chunk = column(index, column);
    if (chunk.isSetCrypto_metadata()) {
      throw new UnsupportedDataException(
          where(index, column.spec()) + ": encrypted columns cannot be read");
    }
    if (chunk.isSetFile_path()) {
      throw new UnsupportedDataException(
          where(index, column.spec()) + ": data in another file cannot be read");
    }
    return Footer.required(chunk.getMeta_data(), path(), "the metadata of a column chunk");
  }

  private void checkCodec(CompressionCodec codec, int index, ColumnSpec spec) {
    switch (codec) {
      case UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4, LZ4_RAW -> {}
      case LZO, BROTLI ->
          throw new UnsupportedDataException(
              "%s: compression %s cannot be read; rewrite the file with zstd or snappy"
                  .formatted(where(index, spec), codec));
    }
  }

  private String where(int rowGroup, ColumnSpec spec) {
    return "%s, row group %d, column '%s'".formatted(path(), rowGroup, spec.name());
  }
}
