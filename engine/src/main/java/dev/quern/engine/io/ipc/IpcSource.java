package dev.quern.engine.io.ipc;

import dev.quern.engine.DataException;
import dev.quern.engine.io.FileRows;
import dev.quern.engine.io.FileVersion;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.PieceSummary;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;

/**
 * A file in Arrow's IPC format (also called Feather V2), or one that holds a bare stream. The
 * former is read in splits of whole record batches, the latter in one.
 *
 * <p>Columns of types that are not read (unions, decimals of 256 bits) are left out of the schema;
 * asking for one is an error that names it. 16-bit floats become 32-bit ones, columns of nothing
 * but nulls booleans. Text with an ordered dictionary is a categorical; with any other it stays
 * text, encoded.
 */
public final class IpcSource implements Source {
  /** Rows at which a split ends, so that not every small record batch is a task of its own. */
  private static final int SPLIT_ROWS = 128 << 10;

  private final FileVersion version;
  private final IpcFile file;
  private final List<Piece> batches;

  private IpcSource(FileVersion version, IpcFile file, List<Piece> batches) {
    this.version = version;
    this.file = file;
    this.batches = batches;
  }

  /**
   * Opens {@code path}; reads its metadata and that of its record batches.
   *
   * @throws dev.quern.engine.StorageException when there is no such file
   * @throws DataException when it is no Arrow file, or a broken one
   */
  public static IpcSource open(Path path) {
    FileVersion version = FileVersion.of(path);
    try (InputFile input = InputFile.open(path)) {
      IpcFile file = IpcFile.of(input);
      List<Piece> pieces = new ArrayList<>(file.batches().size());
      for (long position : file.batches()) {
        pieces.add(piece(input, position, file.end()));
      }
      return new IpcSource(version, file, List.copyOf(pieces));
    }
  }

  @Override
  public Schema schema() {
    return file.schema().readable();
  }

  @Override
  public List<? extends Split> splits(ScanRequest request) {
    version.check();
    Path path = version.path();
    Schema chosen = file.schema().select(request.columns(), path.toString());
    if (file.isStream()) {
      return List.of(IpcSplit.stream(path, request.columns(), file.end()));
    }
    long viewBytes = 16 * chosen.fields().stream().filter(f -> f.type().isView()).count();
    List<IpcSplit> splits = new ArrayList<>();
    int first = 0;
    long rows = 0;
    long bytes = 0;
    for (int i = 0; i < batches.size(); i++) {
      rows += batches.get(i).rows();
      bytes += batches.get(i).bytes() + viewBytes * batches.get(i).rows();
      if (rows >= SPLIT_ROWS || i == batches.size() - 1) {
        splits.add(new IpcSplit(path, request.columns(), first, i + 1 - first, rows, bytes));
        first = i + 1;
        rows = 0;
        bytes = 0;
      }
    }
    return splits;
  }

  @Override
  public List<FileRows> files() {
    return List.of(new FileRows(version.path(), this));
  }

  @Override
  public OptionalLong rowCount() {
    return file.isStream()
        ? OptionalLong.empty()
        : OptionalLong.of(batches.stream().mapToLong(Piece::rows).sum());
  }

  @Override
  public Optional<List<PieceSummary>> summaries(Set<String> counted, Set<String> bounded) {
    version.check();
    return Source.super.summaries(counted, bounded);
  }

  @Override
  public String describe() {
    List<String> unread = file.schema().unreadable();
    String without = unread.isEmpty() ? "" : " without " + String.join(", ", unread);
    return (file.isStream() ? "arrow stream " : "arrow ") + version.path() + without;
  }

  private static Piece piece(InputFile input, long position, long end) {
    IpcMessage message = FileMessages.read(input, position, end);
    if (message == null) {
      throw new DataException(
          "%s at byte %d: the end of a stream where a record batch should be"
              .formatted(input.path(), position));
    }
    return Metadata.guard(
        message.where(),
        () -> {
          if (message.metadata().headerType() != MessageHeader.RecordBatch) {
            throw new DataException(message.where() + ": no record batch");
          }
          BatchLayout layout =
              BatchLayout.of((RecordBatch) message.metadata().header(new RecordBatch()), message);
          return new Piece(layout.rows(), message.body().size());
        });
  }

  /** A record batch: its rows, and the bytes of its body. */
  private record Piece(long rows, long bytes) {}
}
