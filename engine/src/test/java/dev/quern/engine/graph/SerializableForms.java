package dev.quern.engine.graph;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.expr.Subquery;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out, from the declarations alone, whether an operator can leave its process: whether it and
 * all it is made of are serializable. Chunks, paths and optional values are, by the runtime's
 * codec. A subquery is not, and need not be: a join takes its place before operators are made.
 */
public final class SerializableForms {
  private final Set<Class<?>> seen = new HashSet<>();
  private final List<String> faults = new ArrayList<>();

  private SerializableForms() {}

  /** The parts of {@code type} that are not serializable, each with the way to it. */
  public static List<String> faultsOf(Class<?> type) {
    SerializableForms forms = new SerializableForms();
    forms.visit(type, type.getSimpleName());
    return forms.faults;
  }

  private void visit(Type type, String way) {
    switch (type) {
      case Class<?> plain -> visitClass(plain, way);
      case ParameterizedType generic -> {
        visitClass((Class<?>) generic.getRawType(), way);
        for (Type argument : generic.getActualTypeArguments()) {
          visit(argument, way + "<>");
        }
      }
      case GenericArrayType array -> visit(array.getGenericComponentType(), way + "[]");
      case WildcardType wildcard -> visit(wildcard.getUpperBounds()[0], way);
      case TypeVariable<?> variable -> visit(variable.getBounds()[0], way);
      default -> throw new AssertionError(type);
    }
  }

  private void visitClass(Class<?> type, String way) {
    if (type.isArray()) {
      visitClass(type.componentType(), way + "[]");
      return;
    }
    if (type.isPrimitive() || type.isEnum() || hasStand(type) || !seen.add(type)) {
      return;
    }
    if (!Serializable.class.isAssignableFrom(type)) {
      faults.add(way + ": " + type.getName());
      return;
    }
    if (!type.getName().startsWith("dev.quern.")) {
      return;
    }
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        visitClass(permitted, way + "/" + permitted.getSimpleName());
      }
    }
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        visit(component.getGenericType(), way + "." + component.getName());
      }
    } else {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())
            && !Modifier.isTransient(field.getModifiers())) {
          visit(field.getGenericType(), way + "." + field.getName());
        }
      }
    }
  }

  /* Objects are as serializable as what they turn out to be. */
  private static boolean hasStand(Class<?> type) {
    return type == Object.class
        || Record.class == type
        || Path.class.isAssignableFrom(type)
        || Subquery.class == type
        || Optional.class == type
        || Chunk.class.isAssignableFrom(type)
        || Collection.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type);
  }
}
