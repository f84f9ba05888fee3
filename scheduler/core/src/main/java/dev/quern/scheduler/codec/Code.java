package dev.quern.scheduler.codec;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Classes that the other side does not have, and the values of the variables that their code reads.
 * Known by a hash of all of it: what differs in anything is other code. Immutable.
 *
 * @param hash the SHA-256 of the rest
 * @param classes class files by name
 * @param variables in order of class and field
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Code(String hash, SortedMap<String, byte[]> classes, List<Variable> variables) {

  /**
   * A static field and its value.
   *
   * @param value the value as a {@link TaskOutput} wrote it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Variable(String className, String field, byte[] value) {}

  Code {
    variables = List.copyOf(variables);
  }

  static Code of(SortedMap<String, byte[]> classes, List<Variable> variables) {
    MessageDigest digest = sha256();
    for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
      add(digest, entry.getKey().getBytes(StandardCharsets.UTF_8));
      add(digest, entry.getValue());
    }
    for (Variable variable : variables) {
      add(digest, variable.className().getBytes(StandardCharsets.UTF_8));
      add(digest, variable.field().getBytes(StandardCharsets.UTF_8));
      add(digest, variable.value());
    }
    return new Code(HexFormat.of().formatHex(digest.digest()), classes, variables);
  }

  private static void add(MessageDigest digest, byte[] bytes) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      digest.update((byte) (bytes.length >>> shift));
    }
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it", e);
    }
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(classes.size());
    for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
      out.writeUTF(entry.getKey());
      write(out, entry.getValue());
    }
    out.writeInt(variables.size());
    for (Variable variable : variables) {
      out.writeUTF(variable.className());
      out.writeUTF(variable.field());
      write(out, variable.value());
    }
  }

  static Code read(DataInputStream in) throws IOException {
    SortedMap<String, byte[]> classes = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      classes.put(in.readUTF(), bytes(in));
    }
    List<Variable> variables = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      variables.add(new Variable(in.readUTF(), in.readUTF(), bytes(in)));
    }
    return of(classes, variables);
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    return in.readNBytes(Math.max(0, in.readInt()));
  }

  @Override
  public String toString() {
    return "Code[%s, %s]".formatted(hash, classes.keySet());
  }
}
