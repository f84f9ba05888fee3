package dev.quern.scheduler.codec;

import dev.quern.engine.UnsupportedDataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.CodeSource;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Tells which classes the other side lacks: those that were made while the program ran, by a shell,
 * by the launcher of a source file or by a loader of the program's own.
 */
final class ForeignClasses {
  private static final Set<ClassLoader> HOME = Collections.newSetFromMap(new IdentityHashMap<>());

  static {
    addAll(ClassLoader.getSystemClassLoader());
    addAll(ForeignClasses.class.getClassLoader());
  }

  private ForeignClasses() {}

  private static void addAll(ClassLoader loader) {
    for (ClassLoader next = loader; next != null; next = next.getParent()) {
      HOME.add(next);
    }
  }

  /**
   * Whether {@code type}, no array, was made by a running program. What a loader took from a jar is
   * not: the other side has the jar, by another loader maybe, and there is one class of a name
   * then.
   */
  static boolean contains(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    if (loader == null || HOME.contains(loader)) {
      return false;
    }
    CodeSource source = type.getProtectionDomain().getCodeSource();
    // The launcher of source files names the file as the origin of what it compiled to memory.
    return source == null
        || source.getLocation() == null
        || source.getLocation().getPath().endsWith(".java");
  }

  /** The class file as it was defined last. */
  static byte[] bytes(Class<?> type) {
    String resource = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new UnsupportedDataException(
            "%s cannot leave the process: its loader, %s, does not give its class file; put it on the class path"
                .formatted(type.getName(), type.getClassLoader()));
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the class file of " + type.getName(), e);
    }
  }
}
