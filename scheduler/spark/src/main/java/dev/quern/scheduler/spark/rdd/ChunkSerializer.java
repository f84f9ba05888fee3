package dev.quern.scheduler.spark.rdd;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;

/**
 * How results stand in a shuffle's files: the number of the unit that made it, and what the result
 * writes itself. No object is made on the way: who reads a value gets the stream, and leaves it
 * where the value ends.
 */
final class ChunkSerializer extends Serializer implements Serializable {
  /* Results come in blocks that are larger than this: it is for what is around them. */
  private static final int BUFFER_BYTES = 1 << 12;

  @Override
  public SerializerInstance newInstance() {
    return new Instance();
  }

  private static final class Instance extends SerializerInstance {
    @Override
    public <T> ByteBuffer serialize(T object, ClassTag<T> tag) {
      throw new UnsupportedOperationException("results are streams");
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassTag<T> tag) {
      throw new UnsupportedOperationException("results are streams");
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> tag) {
      throw new UnsupportedOperationException("results are streams");
    }

    @Override
    public SerializationStream serializeStream(OutputStream out) {
      return new Writer(new DataOutputStream(new BufferedOutputStream(out, BUFFER_BYTES)));
    }

    @Override
    public DeserializationStream deserializeStream(InputStream in) {
      return new Reader(new DataInputStream(in));
    }
  }

  private static final class Writer extends SerializationStream {
    private final DataOutputStream out;

    Writer(DataOutputStream out) {
      this.out = out;
    }

    @Override
    public <T> SerializationStream writeObject(T object, ClassTag<T> tag) {
      try {
        switch (object) {
          case Integer unit -> out.writeInt(unit);
          case Outgoing result -> result.write(out);
          default -> throw new IllegalArgumentException("neither a unit nor its result: " + object);
        }
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void flush() {
      try {
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Reader extends DeserializationStream {
    private final DataInputStream in;

    Reader(DataInputStream in) {
      this.in = in;
    }

    /* Spark takes the checked exception, which it does not declare, for the end. */
    @Override
    @SuppressWarnings("unchecked")
    public <T> T readKey(ClassTag<T> tag) {
      try {
        return (T) (Object) in.readInt();
      } catch (EOFException end) {
        Reader.<RuntimeException>throwUndeclared(end);
        throw new AssertionError(end);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T readValue(ClassTag<T> tag) {
      return (T) (InputStream) in;
    }

    @Override
    public <T> T readObject(ClassTag<T> tag) {
      throw new UnsupportedOperationException("results come in pairs with their units");
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void throwUndeclared(Throwable thrown) throws X {
      throw (X) thrown;
    }
  }
}
