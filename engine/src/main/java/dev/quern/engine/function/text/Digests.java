package dev.quern.engine.function.text;

import dev.quern.engine.function.RowFunction;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;

/** Digests of bytes, as lower-case hexadecimal digits. */
final class Digests {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private Digests() {}

  static RowFunction of(String algorithm) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
    byte[] hash = new byte[digest.getDigestLength()];
    return (in, out) -> {
      byte[] bytes = in.text(0);
      digest.update(bytes, 0, in.length(0));
      try {
        digest.digest(hash, 0, hash.length);
      } catch (DigestException e) {
        throw new IllegalStateException("the buffer is as long as the digest", e);
      }
      for (byte octet : hash) {
        out.append(DIGITS[(octet >>> 4) & 0xF]);
        out.append(DIGITS[octet & 0xF]);
      }
    };
  }

  static RowFunction crc32() {
    CRC32 crc = new CRC32();
    return (in, out) -> {
      byte[] bytes = in.text(0);
      crc.reset();
      crc.update(bytes, 0, in.length(0));
      out.set(crc.getValue());
    };
  }
}
