package dev.quern.scheduler.codec;

import dev.quern.engine.DataException;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Defines the classes of some code, each where its parent does not have it from code that came
 * before, and then sets the variables. Unloaded when nobody holds it or what it made.
 */
final class CodeLoader extends ClassLoader {
  private final Code code;
  private boolean prepared;

  static {
    registerAsParallelCapable();
  }

  CodeLoader(Code code, @Nullable ClassLoader parent) {
    super("code " + code.hash().substring(0, 12), parent);
    this.code = code;
  }

  Code code() {
    return code;
  }

  /** Reads a variable's value; called before any code of this runs. */
  interface Values {
    @Nullable Object read(CodeLoader loader, Code.Variable variable);
  }

  /** Sets the variables, once. */
  synchronized void prepare(Values values) {
    if (prepared) {
      return;
    }
    for (Code.Variable variable : code.variables()) {
      Class<?> owner = owner(variable);
      if (owner.getClassLoader() == this) {
        set(owner, variable, values.read(this, variable));
      }
    }
    prepared = true;
  }

  private Class<?> owner(Code.Variable variable) {
    try {
      return Class.forName(variable.className(), true, this);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new DataException(
          "class %s, which came with the code, cannot be used here: %s"
              .formatted(variable.className(), e),
          e);
    }
  }

  private static void set(Class<?> owner, Code.Variable variable, @Nullable Object value) {
    try {
      Field field = owner.getDeclaredField(variable.field());
      field.setAccessible(true);
      field.set(null, value);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new DataException(
          "variable %s of %s cannot be set: %s".formatted(variable.field(), owner, e), e);
    }
  }

  /** Whether this, or one whose classes it prefers, defines {@code name}. */
  private boolean defines(String name) {
    return code.classes().containsKey(name)
        || (getParent() instanceof CodeLoader parent && parent.defines(name));
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    boolean preferred = getParent() instanceof CodeLoader parent && parent.defines(name);
    byte[] file = preferred ? null : code.classes().get(name);
    if (file == null) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? defineClass(name, file, 0, file.length) : loaded;
    }
  }
}
