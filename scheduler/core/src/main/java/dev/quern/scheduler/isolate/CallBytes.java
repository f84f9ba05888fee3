package dev.quern.scheduler.isolate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A call on its way to another process.
 *
 * @param folder where its files are, within the folder of the pool
 * @param home the package whose classes may come with it
 * @param bytes the code and what it captured
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record CallBytes(String folder, String home, byte[] bytes) {

  byte[] write() throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream(bytes.length + 64);
    try (DataOutputStream out = new DataOutputStream(written)) {
      out.writeUTF(folder);
      out.writeUTF(home);
      out.write(bytes);
    }
    return written.toByteArray();
  }

  static CallBytes read(byte[] written) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(written))) {
      return new CallBytes(in.readUTF(), in.readUTF(), in.readAllBytes());
    }
  }
}
