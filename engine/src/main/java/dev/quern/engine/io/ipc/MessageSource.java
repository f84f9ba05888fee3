package dev.quern.engine.io.ipc;

import org.jspecify.annotations.Nullable;

/** The messages of an IPC stream, one after the other. */
interface MessageSource extends AutoCloseable {

  /** The next message, owned by the caller; null at the end of the stream. */
  @Nullable IpcMessage next();

  @Override
  void close();
}
