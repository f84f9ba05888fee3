package dev.quern.scheduler.codec;

import java.io.ObjectInputFilter;
import java.lang.invoke.SerializedLambda;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets in known classes and named ones, and nothing that is nested without end. */
final class ClassFilter implements ObjectInputFilter {
  private static final int DEEPEST = 10_000;
  private static final Set<String> PACKAGES =
      Set.of("java.lang", "java.math", "java.time", "java.util");

  private final Set<String> named;
  private @Nullable Class<?> rejected;

  ClassFilter(Set<String> named) {
    this.named = Set.copyOf(named);
  }

  @Override
  public Status checkInput(FilterInfo info) {
    Class<?> type = info.serialClass();
    if (info.depth() > DEEPEST) {
      return Status.REJECTED;
    }
    if (type == null) {
      return Status.UNDECIDED;
    }
    while (type.isArray()) {
      type = type.componentType();
    }
    if (isKnown(type) || named.contains(nameOf(type))) {
      return Status.ALLOWED;
    }
    rejected = type;
    return Status.REJECTED;
  }

  /* A lambda is let in where the class is that it was written in. */
  private static String nameOf(Class<?> type) {
    String name = type.getName();
    int lambda = type.isHidden() ? name.indexOf("$$Lambda/") : -1;
    return lambda < 0 ? name : name.substring(0, lambda);
  }

  /** The class that was not let in, if that is what reading failed by. */
  @Nullable Class<?> rejected() {
    return rejected;
  }

  /** Whether classes like {@code type} need not be named. */
  static boolean isKnown(Class<?> type) {
    return type.isPrimitive()
        || type == SerializedLambda.class
        || type.getName().startsWith("dev.quern.")
        || PACKAGES.contains(type.getPackageName())
        // What comes for a stand is looked at again; no stream can hold a path itself.
        || Path.class.isAssignableFrom(type);
  }
}
