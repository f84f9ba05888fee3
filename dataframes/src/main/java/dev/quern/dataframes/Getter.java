package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * A method reference to a record component, such as {@code Flight::delay}: the name of a column
 * that the compiler checks. Only its name is used; it is never called.
 *
 * @param <R> the record
 * @param <T> the component's type
 */
@FunctionalInterface
public interface Getter<R extends Record, T> extends Serializable {

  /** The component of a record. */
  T get(R row);

  /** The component's name. */
  default String componentName() {
    return nameOf(this);
  }

  /** A {@link Getter} of an integer. */
  @FunctionalInterface
  interface OfLong<R extends Record> extends Serializable {
    /** The component of a record. */
    long get(R row);

    /** The component's name. */
    default String componentName() {
      return nameOf(this);
    }
  }

  /** A {@link Getter} of a float. */
  @FunctionalInterface
  interface OfDouble<R extends Record> extends Serializable {
    /** The component of a record. */
    double get(R row);

    /** The component's name. */
    default String componentName() {
      return nameOf(this);
    }
  }

  /** A {@link Getter} of text. */
  @FunctionalInterface
  interface OfString<R extends Record> extends Serializable {
    /** The component of a record. */
    String get(R row);

    /** The component's name. */
    default String componentName() {
      return nameOf(this);
    }
  }

  /* A serialisable lambda tells what it was made of through the method that would replace it. */
  private static String nameOf(Serializable reference) {
    try {
      Method replace = reference.getClass().getDeclaredMethod("writeReplace");
      replace.setAccessible(true);
      String name = ((SerializedLambda) replace.invoke(reference)).getImplMethodName();
      if (name.startsWith("lambda$")) {
        throw new PlanException(
            "a lambda does not name a column: write a method reference such as Flight::delay");
      }
      return name;
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new PlanException(
          "%s is no method reference to a record component".formatted(reference.getClass()));
    }
  }
}
