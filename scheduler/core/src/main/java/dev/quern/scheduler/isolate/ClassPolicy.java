package dev.quern.scheduler.isolate;

import dev.quern.engine.DataException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.lang.invoke.SerializedLambda;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which classes may come out of a stream of objects: values of the JDK, and classes of packages
 * that were named. All else is refused, however it got there.
 */
final class ClassPolicy implements ObjectInputFilter {
  private static final long DEEPEST = 1_000;
  private static final Set<String> VALUE_PACKAGES =
      Set.of(
          "java.lang",
          "java.math",
          "java.time",
          "java.time.chrono",
          "java.time.zone",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.util.regex");
  private static final Set<String> VALUES = Set.of("java.net.URI", "java.io.File");

  private final List<String> packages;
  private final boolean lambdas;
  private @Nullable Class<?> refused;

  /**
   * Lets classes of {@code packages} through, and of packages in them.
   *
   * @param lambdas whether lambdas may come as well: they are code
   */
  ClassPolicy(List<String> packages, boolean lambdas) {
    this.packages = packages;
    this.lambdas = lambdas;
  }

  /** The packages that go with a call: those that share the first two parts of its own. */
  static String packageOf(Class<?> call) {
    String[] parts = call.getPackageName().split("\\.", 3);
    return parts.length < 3 ? call.getPackageName() : parts[0] + "." + parts[1];
  }

  @Override
  public Status checkInput(FilterInfo info) {
    if (info.depth() > DEEPEST) {
      return Status.REJECTED;
    }
    Class<?> type = info.serialClass();
    if (type == null) {
      return Status.UNDECIDED;
    }
    while (type.isArray()) {
      type = type.getComponentType();
    }
    if (type.isPrimitive() || isAllowed(type)) {
      return Status.ALLOWED;
    }
    refused = type;
    return Status.REJECTED;
  }

  /** What to tell people when a stream was refused. */
  DataException explain(InvalidClassException refusal) {
    Class<?> type = refused;
    return type == null
        ? new DataException("objects that cannot be read: " + refusal.getMessage(), refusal)
        : new DataException(
            "a %s may not travel between processes: let it with IsolationOptions.allow(\"%s\")"
                .formatted(type.getName(), type.getPackageName()),
            refusal);
  }

  private boolean isAllowed(Class<?> type) {
    if (type == SerializedLambda.class) {
      return lambdas;
    }
    if (type == BatchFile.class) {
      return true;
    }
    String name = type.getPackageName();
    if (type.getClassLoader() == null) {
      return VALUE_PACKAGES.contains(name) || VALUES.contains(type.getName());
    }
    for (String allowed : packages) {
      if (name.equals(allowed)
          || (name.startsWith(allowed) && name.charAt(allowed.length()) == '.')) {
        return true;
      }
    }
    return false;
  }
}
