package dev.quern.scheduler.codec;

import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The loaders of code that is in use, by its hash: the same code gives the same classes as long as
 * it is among the last {@value #MOST}. Thread-safe.
 */
final class CodeLoaders {
  /** How many loaders are kept. */
  static final int MOST = 64;

  private static final Map<Key, CodeLoader> LOADERS = bounded(MOST);
  private static final Map<String, WeakReference<ClassLoader>> SENT = bounded(16 * MOST);

  private CodeLoaders() {}

  private record Key(String hash, @Nullable ClassLoader parent) {}

  private static <K, V> Map<K, V> bounded(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  /** Takes note that {@code code} was made of classes of {@code loader}. */
  static void sent(Code code, ClassLoader loader) {
    synchronized (SENT) {
      SENT.put(code.hash(), new WeakReference<>(loader));
    }
  }

  /**
   * The loader of {@code code}: the one it was made of, when that was in this process, so that
   * results come back as what the program knows. Else one that defines it, and prefers the classes
   * of the code that the calling thread is in.
   */
  static ClassLoader of(Code code, CodeLoader.Values values) {
    ClassLoader original = original(code);
    if (original != null) {
      return original;
    }
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context instanceof CodeLoader here && here.code().hash().equals(code.hash())) {
      return here;
    }
    CodeLoader loader =
        define(code, context == null ? CodeLoaders.class.getClassLoader() : context);
    loader.prepare(values);
    return loader;
  }

  private static @Nullable ClassLoader original(Code code) {
    synchronized (SENT) {
      WeakReference<ClassLoader> sent = SENT.get(code.hash());
      return sent == null ? null : sent.get();
    }
  }

  private static CodeLoader define(Code code, ClassLoader parent) {
    synchronized (LOADERS) {
      return LOADERS.computeIfAbsent(
          new Key(code.hash(), parent), key -> new CodeLoader(code, key.parent()));
    }
  }

  /** Forgets what was sent and what was defined: as if in another process. */
  static void clear() {
    synchronized (SENT) {
      SENT.clear();
    }
    synchronized (LOADERS) {
      LOADERS.clear();
    }
  }
}
