package dev.quern.scheduler.spark.standalone;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * A program that ends when its parent does: it is started with its standard input held open by the
 * parent, and halts when that closes, however the parent ended.
 */
final class Guarded {
  private Guarded() {}

  /** The arguments are the class of the program, and then its own. */
  public static void main(String... arguments) throws ReflectiveOperationException {
    Thread.ofPlatform().daemon().name("parent watch").start(Guarded::haltWithParent);
    String[] own = Arrays.copyOfRange(arguments, 1, arguments.length);
    try {
      Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) own);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(arguments[0] + " has failed", e.getCause());
    }
  }

  private static void haltWithParent() {
    try {
      while (System.in.read() >= 0) {
        // whatever it says
      }
    } catch (IOException e) {
      // a parent that cannot be heard is none
    }
    Runtime.getRuntime().halt(1);
  }
}
