package dev.quern.scheduler.codec;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * Operators, and what they are made of, as bytes: how they get into files and other processes.
 *
 * <p>Java serialization of records, in which paths and optional values have a form of their own,
 * chunks go as Arrow streams or raw elements, and only named classes come back: those of Quern,
 * those of {@code java.lang}, {@code java.math}, {@code java.time} and {@code java.util}, and what
 * the bytes were said to hold when they were made.
 */
public final class TaskCodec {
  private TaskCodec() {}

  /**
   * Something as bytes.
   *
   * @param bytes what {@link #decode} reads
   * @param classes the classes in there that are neither Quern's nor of the packages above
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Encoded(byte[] bytes, Set<String> classes) {
    private static final int CHECKSUM = 4;

    /** Copies the set. */
    public Encoded {
      classes = Set.copyOf(classes);
    }

    /** All of it as bytes, with a checksum. */
    public byte[] toBytes() {
      ByteArrayOutputStream written = new ByteArrayOutputStream(bytes.length + 256);
      try (DataOutputStream out = new DataOutputStream(written)) {
        out.writeInt(0);
        out.writeInt(classes.size());
        for (String name : new TreeSet<>(classes)) {
          out.writeUTF(name);
        }
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException("memory can be written", e);
      }
      byte[] all = written.toByteArray();
      ByteBuffer.wrap(all).putInt(0, checksum(all));
      return all;
    }

    /**
     * What {@link #toBytes} made these bytes of.
     *
     * @throws DataException when they were damaged or cut short
     */
    public static Encoded of(byte[] all) {
      if (all.length < 2 * CHECKSUM || ByteBuffer.wrap(all).getInt() != checksum(all)) {
        throw new DataException(
            "%d bytes are not what was encoded: damaged or cut short on their way"
                .formatted(all.length));
      }
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(all))) {
        in.skipNBytes(CHECKSUM);
        Set<String> classes = new HashSet<>();
        for (int left = in.readInt(); left > 0; left--) {
          classes.add(in.readUTF());
        }
        return new Encoded(in.readAllBytes(), classes);
      } catch (IOException e) {
        throw new DataException("bytes that nothing was encoded as: " + e.getMessage(), e);
      }
    }

    private static int checksum(byte[] all) {
      CRC32C checksum = new CRC32C();
      checksum.update(all, CHECKSUM, all.length - CHECKSUM);
      return (int) checksum.getValue();
    }
  }

  /**
   * Something that was made of bytes.
   *
   * @param value what {@link #encode} was given
   * @param chunks those that {@code value} holds, to be closed with it
   */
  public record Decoded(Object value, List<Chunk> chunks) implements AutoCloseable {
    @Override
    public void close() {
      chunks.forEach(Chunk::close);
    }
  }

  /**
   * {@code value} as bytes.
   *
   * @throws UnsupportedDataException when a part of it has no form outside of this process: says
   *     which
   */
  public static Encoded encode(Object value) {
    return encode(value, true);
  }

  /** {@code form} as bytes. An object must hold no chunk: over there nobody would close it. */
  static Encoded encodeForm(ChunkForm form) {
    return encode(form, false);
  }

  private static Encoded encode(Object value, boolean mayHoldChunks) {
    Set<String> classes = new TreeSet<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TaskOutput out = new TaskOutput(bytes, classes, mayHoldChunks)) {
      out.writeObject(value);
    } catch (NotSerializableException e) {
      throw new UnsupportedDataException(
          "%s does not implement java.io.Serializable, so that what holds it cannot leave the process"
              .formatted(e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UnsupportedDataException("what cannot be written: " + e.getMessage(), e);
    }
    return new Encoded(bytes.toByteArray(), classes);
  }

  /**
   * What {@code encoded} was made from.
   *
   * @param memory the account of chunks that are part of it
   * @param spill where those of its chunks go that may be on disk
   * @throws DataException when the bytes are damaged, or hold a class that was not named, or one
   *     that is not on the class path
   */
  public static Decoded decode(Encoded encoded, MemoryBudget memory, SpillSpace spill) {
    List<Chunk> chunks = new ArrayList<>();
    ClassFilter filter = new ClassFilter(encoded.classes());
    try (TaskInput in =
        new TaskInput(new ByteArrayInputStream(encoded.bytes()), filter, memory, spill, chunks)) {
      return new Decoded(in.readObject(), chunks);
    } catch (ClassNotFoundException e) {
      chunks.forEach(Chunk::close);
      throw new DataException(
          "class %s is not on the class path, and was when this was written"
              .formatted(e.getMessage()),
          e);
    } catch (IOException e) {
      chunks.forEach(Chunk::close);
      Class<?> rejected = filter.rejected();
      throw new DataException(
          rejected == null
              ? "not what was written: " + e.getMessage()
              : "%s is not among the classes that were to be there".formatted(rejected.getName()),
          e);
    } catch (RuntimeException | Error e) {
      chunks.forEach(Chunk::close);
      throw e;
    }
  }
}
