package dev.quern.engine.io.ipc;

import dev.quern.engine.DataException;
import dev.quern.engine.StorageException;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import org.apache.arrow.flatbuf.Message;
import org.jspecify.annotations.Nullable;

/**
 * Messages that come through a channel, as from a pipe or a socket. A message is held whole while
 * it is decoded. What a length claims is allocated only as the bytes come in.
 */
final class ChannelMessages implements MessageSource {
  private static final int CONTINUATION = -1;
  private static final int FIRST_PART = 1 << 20;

  private final ReadableByteChannel channel;
  private final MemoryBudget budget;
  private final String name;
  private long position;

  /** The messages that come out of {@code channel}, which the caller closes. */
  ChannelMessages(ReadableByteChannel channel, String name, MemoryBudget budget) {
    this.channel = channel;
    this.name = name;
    this.budget = budget;
  }

  @Override
  public @Nullable IpcMessage next() {
    String where = name + " at byte " + position;
    ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    if (!fill(word, true, where)) {
      return null;
    }
    int length = word.getInt(0);
    if (length == CONTINUATION) {
      fill(word.clear(), false, where);
      length = word.getInt(0);
    }
    if (length == 0) {
      return null;
    }
    Metadata.checkLength(length, Metadata.LONGEST, where);
    Message message = Metadata.message(metadata(length, where), where);
    long size = Metadata.guard(where, message::bodyLength);
    Metadata.checkBody(size, Long.MAX_VALUE, where);
    return new IpcMessage(message, length, body(size, where), where);
  }

  @Override
  public void close() {}

  private byte[] metadata(int length, String where) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.min(length, FIRST_PART));
    while (bytes.size() < length) {
      byte[] part = new byte[Math.min(length - bytes.size(), FIRST_PART)];
      fill(ByteBuffer.wrap(part), false, where);
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private Body body(long size, String where) {
    NativeBuffer buffer = budget.allocate(Math.min(size, FIRST_PART));
    try {
      long done = 0;
      while (done < size) {
        if (done == buffer.size()) {
          buffer = larger(buffer, Math.min(size, 2 * done));
        }
        long part = Math.min(buffer.size() - done, 1 << 30);
        fill(buffer.segment().asSlice(done, part).asByteBuffer(), false, where);
        done += part;
      }
      return new BufferedBody(buffer, size);
    } catch (RuntimeException e) {
      buffer.close();
      throw e;
    }
  }

  private NativeBuffer larger(NativeBuffer full, long size) {
    NativeBuffer larger = budget.allocate(size);
    MemorySegment.copy(full.segment(), 0, larger.segment(), 0, full.size());
    full.close();
    return larger;
  }

  /** Fills {@code target}; false when the channel had ended and may have. */
  private boolean fill(ByteBuffer target, boolean mayEnd, String where) {
    int start = target.position();
    try {
      while (target.hasRemaining()) {
        int count = channel.read(target);
        if (count < 0) {
          if (mayEnd && target.position() == start) {
            return false;
          }
          throw new DataException(where + ": the stream ends inside a message");
        }
        position += count;
      }
      return true;
    } catch (IOException e) {
      throw new StorageException(where + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** A body in memory. */
  private record BufferedBody(NativeBuffer buffer, long size) implements Body {
    @Override
    public void read(long position, MemorySegment target) {
      MemorySegment.copy(buffer.segment(), position, target, 0, target.byteSize());
    }

    @Override
    public void close() {
      buffer.close();
    }
  }
}
