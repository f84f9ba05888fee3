package dev.quern.engine.io.ipc;

import dev.quern.engine.DataException;
import dev.quern.engine.io.InputFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Footer;
import org.jspecify.annotations.Nullable;

/**
 * What an Arrow file says about itself.
 *
 * @param schema its columns
 * @param isStream whether it is a bare stream, which has no index of its batches
 * @param end where the messages end
 * @param dictionaries where the dictionary batches begin
 * @param batches where the record batches begin
 */
record IpcFile(
    IpcSchema schema, boolean isStream, long end, List<Long> dictionaries, List<Long> batches) {
  static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);

  private static final int TAIL = Integer.BYTES + MAGIC.length;

  /**
   * Reads the footer of {@code file}, or the schema it begins with when it is a stream; and ordered
   * dictionaries, if it has some.
   */
  static IpcFile of(InputFile file) {
    Path path = file.path();
    if (file.size() < 8) {
      throw new DataException("%s has %d bytes: it is no Arrow file".formatted(path, file.size()));
    }
    byte[] head = FileMessages.bytes(file, 0, MAGIC.length);
    IpcFile told = Arrays.equals(head, MAGIC) ? indexed(file) : stream(file);
    return new IpcFile(
        OrderedDictionaries.seen(told, file),
        told.isStream,
        told.end,
        told.dictionaries,
        told.batches);
  }

  private static IpcFile stream(InputFile file) {
    byte[] head = FileMessages.bytes(file, 0, 4);
    int first = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (first != -1 && (first <= 0 || first > file.size())) {
      throw new DataException(
          file.path() + " is no Arrow file: it begins neither with ARROW1 nor with a message");
    }
    IpcMessage message = FileMessages.read(file, 0, file.size());
    IpcSchema schema = IpcSchema.of(message, file.path().toString());
    return new IpcFile(schema, true, file.size(), List.of(), List.of());
  }

  private static IpcFile indexed(InputFile file) {
    Path path = file.path();
    long tailAt = file.size() - TAIL;
    byte[] tail = tailAt < 8 ? new byte[TAIL] : FileMessages.bytes(file, tailAt, TAIL);
    int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (!Arrays.equals(tail, Integer.BYTES, TAIL, MAGIC, 0, MAGIC.length)) {
      throw new DataException(path + " is cut off: an Arrow file ends with ARROW1");
    }
    String where = path + " in its footer";
    Metadata.checkLength(length, tailAt - 8, where);
    long footerAt = tailAt - length;
    ByteBuffer bytes =
        ByteBuffer.wrap(FileMessages.bytes(file, footerAt, length)).order(ByteOrder.LITTLE_ENDIAN);
    return Metadata.guard(
        where,
        () -> {
          Footer footer = Footer.getRootAsFooter(bytes);
          Metadata.checkVersion(footer.version(), where);
          return new IpcFile(
              IpcSchema.of(footer.schema(), footer.version(), length, where),
              false,
              footerAt,
              blocks(footer.dictionariesLength(), footer::dictionaries, length, footerAt, where),
              blocks(footer.recordBatchesLength(), footer::recordBatches, length, footerAt, where));
        });
  }

  private static List<Long> blocks(int count, Blocks blocks, int bytes, long end, String where) {
    if (count < 0 || count > bytes / 24) {
      throw new DataException("%s: it claims %d blocks".formatted(where, count));
    }
    List<Long> offsets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Block block = blocks.at(i);
      if (block == null || block.offset() < 8 || block.offset() >= end) {
        throw new DataException("%s: block %d lies outside the file".formatted(where, i));
      }
      offsets.add(block.offset());
    }
    return List.copyOf(offsets);
  }

  /** A list of blocks in a footer. */
  private interface Blocks {
    @Nullable Block at(int index);
  }
}
