package dev.quern.engine.io.ipc;

import dev.quern.engine.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Where an {@link IpcWriter} puts its bytes. */
@FunctionalInterface
public interface IpcOutput {

  /** Takes all that remains of {@code bytes}. */
  void write(ByteBuffer bytes);

  /**
   * Puts them into a channel, which stays open.
   *
   * @param name what errors call it
   */
  static IpcOutput to(WritableByteChannel channel, String name) {
    return bytes -> {
      try {
        while (bytes.hasRemaining()) {
          if (channel.write(bytes) == 0) {
            Thread.onSpinWait();
          }
        }
      } catch (IOException e) {
        throw new StorageException(name + " cannot be written: " + e.getMessage(), e);
      }
    };
  }
}
