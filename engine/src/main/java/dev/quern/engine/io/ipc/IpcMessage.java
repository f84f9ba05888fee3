package dev.quern.engine.io.ipc;

import org.apache.arrow.flatbuf.Message;

/**
 * One message of a stream or file; owned by who asked for it.
 *
 * @param metadata what it says; unvalidated
 * @param metadataBytes the length of what it says
 * @param body what follows
 * @param where the file and the position, for errors
 */
record IpcMessage(Message metadata, int metadataBytes, Body body, String where)
    implements AutoCloseable {
  @Override
  public void close() {
    body.close();
  }
}
