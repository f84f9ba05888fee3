package dev.quern.scheduler.remote;

import dev.quern.engine.QuernException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.StorageException;
import dev.quern.engine.TaskFailedException;
import dev.quern.scheduler.isolate.RemoteException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What a task in another process failed by, on its way to whoever waits for it: the exception
 * itself when its class can be serialized there and is known here, else what it said.
 *
 * @param node the plan node and partition, when a task threw
 * @param where the user's line of that node
 * @param cause the exception serialized, if it can be
 * @param text the same as text
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RemoteFailure(
    @Nullable String node, SourceLine where, byte @Nullable [] cause, byte[] text)
    implements Serializable {

  /** The failure of a task that threw {@code thrown}. */
  public static RemoteFailure of(Throwable thrown) {
    if (thrown instanceof TaskFailedException task && task.getCause() != null) {
      return of(task.node(), task.where(), task.getCause());
    }
    return of(null, SourceLine.UNKNOWN, thrown);
  }

  private static RemoteFailure of(@Nullable String node, SourceLine where, Throwable cause) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      RemoteException.write(cause, new DataOutputStream(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(object)) {
      out.writeObject(cause);
    } catch (IOException | RuntimeException notSerializable) {
      return new RemoteFailure(node, where, null, text.toByteArray());
    }
    return new RemoteFailure(node, where, object.toByteArray(), text.toByteArray());
  }

  /** What was thrown, as good as it can be told here. */
  public Throwable thrown() {
    Throwable thrown = rebuilt();
    return node == null ? thrown : new TaskFailedException(node, where, thrown);
  }

  private Throwable rebuilt() {
    byte[] object = cause;
    if (object != null) {
      try (ObjectInputStream in = new Reader(object)) {
        return (Throwable) in.readObject();
      } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError unknownHere) {
        return said();
      }
    }
    return said();
  }

  private RemoteException said() {
    try {
      return RemoteException.read(new DataInputStream(new ByteArrayInputStream(text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether {@code thrown} is the program's failure, so that trying again would not help. A disk
   * that is full, or broken, is only that one's.
   */
  public static boolean isFinal(Throwable thrown) {
    return thrown instanceof QuernException
        && !(thrown instanceof StorageException)
        && !(thrown.getCause() instanceof StorageException);
  }

  /* As a program's own code finds its classes. */
  private static final class Reader extends ObjectInputStream {
    Reader(byte[] bytes) throws IOException {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass described)
        throws IOException, ClassNotFoundException {
      try {
        return super.resolveClass(described);
      } catch (ClassNotFoundException e) {
        return Class.forName(
            described.getName(), false, Thread.currentThread().getContextClassLoader());
      }
    }
  }
}
