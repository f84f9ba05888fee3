package dev.quern.scheduler.isolate;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.memory.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects as bytes and back; batches among them as Arrow files beside, so that their columns pass
 * through no stream of objects.
 *
 * @param folder where the files are
 * @param prefix what names of files that are written here begin with
 * @param memory what batches that are read are allocated from; asked for when there is one
 */
record Payload(Path folder, String prefix, Supplier<MemoryBudget> memory) {

  /**
   * The bytes of {@code object}; {@code written} gets the batches in it, which stay as they are.
   */
  byte[] write(@Nullable Object object, List<Batch> written) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer writer = new Writer(bytes, written)) {
      writer.writeObject(object);
    }
    return bytes.toByteArray();
  }

  /**
   * The object of {@code bytes}; {@code read} gets the batches in it, which are the caller's to
   * close even when this throws.
   *
   * @throws dev.quern.engine.DataException when there is an object in it that {@code policy}
   *     refuses
   */
  @Nullable Object read(byte[] bytes, ClassPolicy policy, List<Batch> read)
      throws IOException, ClassNotFoundException {
    try (Reader reader = new Reader(new ByteArrayInputStream(bytes), read)) {
      reader.setObjectInputFilter(policy);
      return reader.readObject();
    } catch (InvalidClassException refused) {
      throw policy.explain(refused);
    }
  }

  private final class Writer extends ObjectOutputStream {
    private final IdentityHashMap<Batch, BatchFile> files = new IdentityHashMap<>();
    private final List<Batch> written;

    Writer(OutputStream out, List<Batch> written) throws IOException {
      super(out);
      this.written = written;
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) {
      if (!(object instanceof Batch batch)) {
        return object;
      }
      BatchFile file = files.get(batch);
      if (file == null) {
        String name = "%s-%d.arrow".formatted(prefix, files.size());
        file = BatchFile.write(folder, name, batch, memory.get());
        files.put(batch, file);
        written.add(batch);
      }
      return file;
    }
  }

  private final class Reader extends ObjectInputStream {
    private final List<Batch> read;

    Reader(InputStream in, List<Batch> read) throws IOException {
      super(in);
      this.read = read;
      enableResolveObject(true);
    }

    @Override
    protected Object resolveObject(Object object) {
      if (!(object instanceof BatchFile file)) {
        return object;
      }
      Batch batch = file.read(folder, memory.get());
      read.add(batch);
      return batch;
    }

    /* As a program's own code finds its classes. */
    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException notThere) {
        return super.resolveClass(description);
      }
    }
  }

  /** A list for batches that are closed when they are wanted no more. */
  static void closeAll(List<Batch> batches) {
    List<Batch> all = new ArrayList<>(batches);
    batches.clear();
    all.forEach(Batch::close);
  }
}
