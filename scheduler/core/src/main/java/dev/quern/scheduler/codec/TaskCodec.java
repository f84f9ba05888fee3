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
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Operators, and what they are made of, as bytes: how they get into files and other processes.
 *
 * <p>Java serialization of records, in which paths and optional values have a form of their own,
 * chunks go as Arrow streams or raw elements, and only named classes come back: those of Quern,
 * those of {@code java.lang}, {@code java.math}, {@code java.time} and {@code java.util}, and what
 * the bytes were said to hold when they were made.
 *
 * <p>Code that is not on the class path, as that of a shell, goes along: the classes behind lambdas
 * and objects, what those need of each other, and the values of the static variables they read, as
 * they are when this encodes. Over there it is known by the hash of all that, so that neither a
 * method nor a variable is ever one of before.
 */
public final class TaskCodec {
  private TaskCodec() {}

  /** Something as bytes, with the code it needs that the other side may not have. Immutable. */
  public static final class Encoded {
    private static final int CHECKSUM = 4;

    private final byte[] bytes;
    private final Set<String> classes;
    private final Luggage.Codes codes;

    private Encoded(byte[] bytes, Set<String> classes, Luggage.Codes codes) {
      this.bytes = bytes;
      this.classes = Set.copyOf(classes);
      this.codes = codes;
    }

    /** The classes in there that are neither Quern's nor of the packages above. */
    public Set<String> classes() {
      return classes;
    }

    /** Whether code goes along that the other side may not have. */
    public boolean hasCode() {
      return codes.own() != null || !codes.brought().isEmpty();
    }

    /** The same, of which no other classes but Quern's and those above and these come back. */
    public Encoded trusting(Set<String> names) {
      return new Encoded(bytes, names, codes);
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
        codes.write(out);
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
        Luggage.Codes codes = Luggage.Codes.read(in);
        return new Encoded(in.readAllBytes(), classes, codes);
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
   * @param loader of the code that came along, or of what made it; null if there was none. Who
   *     calls the value has it as the thread's context class loader, so that its inputs are of the
   *     classes that its code knows
   */
  public record Decoded(Object value, List<Chunk> chunks, @Nullable ClassLoader loader)
      implements AutoCloseable {
    /** Calls {@code work} with the context class loader set to {@link #loader}, if there is one. */
    public <T> T call(Supplier<T> work) {
      if (loader == null) {
        return work.get();
      }
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(loader);
      try {
        return work.get();
      } finally {
        thread.setContextClassLoader(before);
      }
    }

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
    return encode(List.of(value), true).getFirst();
  }

  /**
   * Each of {@code values} as bytes, all with the same code: what one of them makes of a class in
   * it is of the class that the others know.
   *
   * @throws UnsupportedDataException when a part of one has no form outside of this process
   */
  public static List<Encoded> encodeAll(List<?> values) {
    return encode(values, true);
  }

  /** {@code form} as bytes. An object must hold no chunk: over there nobody would close it. */
  static Encoded encodeForm(ChunkForm form) {
    return encode(List.of(form), false).getFirst();
  }

  private static List<Encoded> encode(List<?> values, boolean mayHoldChunks) {
    Luggage luggage = new Luggage(mayHoldChunks);
    try {
      List<byte[]> bytes = new ArrayList<>(values.size());
      for (Object value : values) {
        bytes.add(write(value, luggage));
      }
      Luggage.Codes codes = luggage.codes();
      return bytes.stream().map(each -> new Encoded(each, luggage.names(), codes)).toList();
    } catch (NotSerializableException e) {
      throw new UnsupportedDataException(
          "%s does not implement java.io.Serializable, so that what holds it cannot leave the process"
              .formatted(e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UnsupportedDataException("what cannot be written: " + e.getMessage(), e);
    }
  }

  private static byte[] write(Object value, Luggage luggage) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TaskOutput out = new TaskOutput(bytes, luggage)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  /**
   * What {@code encoded} was made from.
   *
   * <p>Code that came along is defined once in a process, as long as it is used every so often. The
   * classes of the code that this thread is in, by its context class loader, are preferred.
   *
   * @param memory the account of chunks that are part of it
   * @param spill where those of its chunks go that may be on disk
   * @throws DataException when the bytes are damaged, or hold a class that was not named, or one
   *     that is not on the class path
   */
  public static Decoded decode(Encoded encoded, MemoryBudget memory, SpillSpace spill) {
    List<Chunk> chunks = new ArrayList<>();
    ClassFilter filter = new ClassFilter(encoded.classes);
    try {
      CodeLoader.Values values =
          (loader, variable) ->
              read(
                  variable.value(),
                  filter,
                  new Luggage.Loaders(loader, List.of()),
                  memory,
                  spill,
                  chunks);
      Luggage.Loaders loaders = encoded.codes.loaders(values);
      Object value = read(encoded.bytes, filter, loaders, memory, spill, chunks);
      if (value == null) {
        throw new DataException("nothing was written");
      }
      return new Decoded(value, chunks, loaders.own());
    } catch (RuntimeException | Error e) {
      chunks.forEach(Chunk::close);
      throw e;
    }
  }

  private static @Nullable Object read(
      byte[] bytes,
      ClassFilter filter,
      Luggage.Loaders loaders,
      MemoryBudget memory,
      SpillSpace spill,
      List<Chunk> chunks) {
    try (TaskInput in =
        new TaskInput(new ByteArrayInputStream(bytes), filter, loaders, memory, spill, chunks)) {
      return in.readObject();
    } catch (ClassNotFoundException e) {
      throw new DataException(
          "class %s is not on the class path, and was when this was written"
              .formatted(e.getMessage()),
          e);
    } catch (IOException e) {
      Class<?> rejected = filter.rejected();
      throw new DataException(
          rejected == null
              ? "not what was written: " + e.getMessage()
              : "%s is not among the classes that were to be there".formatted(rejected.getName()),
          e);
    }
  }
}
