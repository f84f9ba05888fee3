package dev.quern.engine.io.ipc;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MetadataVersion;

/**
 * Careful reading of the flatbuffers that describe messages. Flatbuffers are read without any check
 * but the bounds of the buffer they lie in, so whatever a broken one leads to is caught here.
 */
final class Metadata {
  /** More metadata than any schema needs: what claims more is broken. */
  static final int LONGEST = 256 << 20;

  private Metadata() {}

  /** What {@code reading} a flatbuffer gives; a flatbuffer that breaks it is a data error. */
  static <T> T guard(String where, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IndexOutOfBoundsException
        | BufferUnderflowException
        | IllegalArgumentException
        | NegativeArraySizeException
        | NullPointerException
        | AssertionError e) {
      throw new DataException(where + ": the metadata is malformed: " + e, e);
    }
  }

  /** The message in these bytes; its version is one we know. */
  static Message message(byte[] bytes, String where) {
    return guard(
        where,
        () -> {
          Message message =
              Message.getRootAsMessage(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
          checkVersion(message.version(), where);
          return message;
        });
  }

  static void checkVersion(short version, String where) {
    if (version != MetadataVersion.V4 && version != MetadataVersion.V5) {
      throw new UnsupportedDataException(
          "%s: Arrow metadata of version %d; versions 4 and 5 (Arrow 0.8 and later) are read"
              .formatted(where, version + 1));
    }
  }

  /** Checks the length that a message claims its metadata has. */
  static int checkLength(int length, long available, String where) {
    if (length < 8 || length > LONGEST || length > available) {
      throw new DataException(
          "%s: a message claims %d bytes of metadata where %d are left"
              .formatted(where, length, available));
    }
    return length;
  }

  /** Checks the length that a message claims its body has. */
  static long checkBody(long length, long available, String where) {
    if (length < 0 || length > available) {
      throw new DataException(
          "%s: a message claims a body of %d bytes where %d are left"
              .formatted(where, length, available));
    }
    return length;
  }
}
