package dev.quern.scheduler.codec;

import java.io.Serializable;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds all foreign code that some objects need, and the static fields it reads.
 *
 * <p>Of a class that is needed, its instance methods may be called, by whomever; a static method is
 * looked into only when something that is reached calls it. So a line of a shell takes along what
 * its lambda uses, and not what the line itself does. Not thread-safe.
 */
final class CodeWalk {
  private static final String DESERIALIZE = "$deserializeLambda$";
  private static final Set<String> OF_ENUMS = Set.of("values", "valueOf");

  private final Map<Class<?>, Needed> needed = new LinkedHashMap<>();
  private final Map<String, Class<?>> byName = new HashMap<>();
  private final Map<Field, Reader> variables = new LinkedHashMap<>();
  private final Deque<Runnable> todo = new ArrayDeque<>();

  /** A class that is needed, and the methods of it that are reached. */
  private record Needed(Class<?> type, ClassModel model, Set<String> methods) {}

  /** Who reads a variable. */
  record Reader(String className, String method) {}

  /** Takes note that objects hold {@code type}, and whatever it needs. */
  void add(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.componentType();
    }
    if (!element.isPrimitive() && !element.isHidden() && ForeignClasses.contains(element)) {
      need(element);
      finish();
    }
  }

  /** Takes note that objects hold {@code lambda}, whose capturing class was added before. */
  void add(SerializedLambda lambda) {
    Class<?> capturing = byName.get(lambda.getCapturingClass().replace('/', '.'));
    if (capturing != null) {
      reach(
          capturing,
          ClassDesc.ofInternalName(lambda.getImplClass()),
          lambda.getImplMethodName(),
          lambda.getImplMethodSignature());
      visit(capturing, ClassDesc.ofInternalName(lambda.getFunctionalInterfaceClass()));
      finish();
    }
  }

  /** Whether nothing foreign was met. */
  boolean isEmpty() {
    return needed.isEmpty();
  }

  /** The loader of the first class that was met, which finds the others. */
  ClassLoader loader() {
    return needed.keySet().iterator().next().getClassLoader();
  }

  /** The static fields that the code reads and the program may have set, and who reads them. */
  Map<Field, Reader> variables() {
    return variables;
  }

  /** The class files, without what is not reached. */
  SortedMap<String, byte[]> classes() {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (Needed each : needed.values()) {
      files.put(each.type().getName(), file(each));
    }
    return files;
  }

  private static byte[] file(Needed each) {
    // The version of a serializable class is computed of all its members.
    if (Serializable.class.isAssignableFrom(each.type())) {
      return ForeignClasses.bytes(each.type());
    }
    return ClassFile.of()
        .transformClass(
            each.model(),
            ClassTransform.dropping(
                element ->
                    element instanceof MethodModel method
                        && !each.methods().contains(id(method))
                        && !method.methodName().equalsString(DESERIALIZE)));
  }

  private void finish() {
    for (Runnable next = todo.poll(); next != null; next = todo.poll()) {
      next.run();
    }
  }

  private Needed need(Class<?> type) {
    Needed known = needed.get(type);
    if (known != null) {
      return known;
    }
    Needed added =
        new Needed(type, ClassFile.of().parse(ForeignClasses.bytes(type)), new HashSet<>());
    needed.put(type, added);
    byName.put(type.getName(), type);
    todo.add(() -> visitMembers(added));
    return added;
  }

  private void visitMembers(Needed each) {
    Class<?> type = each.type();
    visit(type, type.getSuperclass());
    for (Class<?> implemented : type.getInterfaces()) {
      visit(type, implemented);
    }
    visit(type, type.getNestHost());
    for (FieldModel field : each.model().fields()) {
      visit(type, field.fieldTypeSymbol());
    }
    boolean whole = Serializable.class.isAssignableFrom(type);
    for (MethodModel method : each.model().methods()) {
      String name = method.methodName().stringValue();
      if (!method.flags().has(AccessFlag.STATIC)
          || name.equals("<clinit>")
          || (type.isEnum() && OF_ENUMS.contains(name))) {
        reach(each, method);
      } else if (whole) {
        visit(type, method.methodTypeSymbol());
      }
    }
  }

  private void reach(Class<?> from, ClassDesc owner, String name, String descriptor) {
    Class<?> type = visit(from, owner);
    for (Class<?> next = type; next != null; next = next.getSuperclass()) {
      if (!ForeignClasses.contains(next)) {
        return;
      }
      Needed each = need(next);
      for (MethodModel method : each.model().methods()) {
        if (method.methodName().equalsString(name)
            && method.methodType().equalsString(descriptor)) {
          reach(each, method);
          return;
        }
      }
    }
  }

  private void reach(Needed each, MethodModel method) {
    if (!each.methods().add(id(method))) {
      return;
    }
    Class<?> type = each.type();
    visit(type, method.methodTypeSymbol());
    method
        .code()
        .ifPresent(
            code -> {
              for (CodeElement element : code) {
                visit(type, method, element);
              }
            });
  }

  private void visit(Class<?> type, MethodModel method, CodeElement element) {
    switch (element) {
      case FieldInstruction field -> {
        Class<?> owner = visit(type, field.owner().asSymbol());
        visit(type, field.typeSymbol());
        if (owner != null && field.opcode() == Opcode.GETSTATIC) {
          variable(owner, field.name().stringValue(), type, method);
        }
      }
      case InvokeInstruction call ->
          reachFrom(type, call.owner().asSymbol(), call.name().stringValue(), call.typeSymbol());
      case InvokeDynamicInstruction call -> {
        visit(type, call.typeSymbol());
        visit(type, call.bootstrapMethod());
        call.bootstrapArgs().forEach(argument -> visit(type, argument));
      }
      case ConstantInstruction constant -> visit(type, constant.constantValue());
      case NewObjectInstruction made -> visit(type, made.className().asSymbol());
      case NewReferenceArrayInstruction made -> visit(type, made.componentType().asSymbol());
      case NewMultiArrayInstruction made -> visit(type, made.arrayType().asSymbol());
      case TypeCheckInstruction check -> visit(type, check.type().asSymbol());
      case ExceptionCatch caught ->
          caught.catchType().ifPresent(thrown -> visit(type, thrown.asSymbol()));
      default -> {
        // neither names a class nor a member
      }
    }
  }

  private void reachFrom(Class<?> from, ClassDesc owner, String name, MethodTypeDesc descriptor) {
    visit(from, descriptor);
    reach(from, owner, name, descriptor.descriptorString());
  }

  private void visit(Class<?> from, ConstantDesc constant) {
    switch (constant) {
      case ClassDesc type -> {
        Class<?> _ = visit(from, type);
      }
      case MethodTypeDesc type -> visit(from, type);
      case DirectMethodHandleDesc handle -> {
        reach(from, handle.owner(), handle.methodName(), handle.lookupDescriptor());
        visit(from, handle.owner());
      }
      case DynamicConstantDesc<?> dynamic -> {
        visit(from, dynamic.bootstrapMethod());
        for (ConstantDesc argument : dynamic.bootstrapArgs()) {
          visit(from, argument);
        }
      }
      default -> {
        // a number or a string
      }
    }
  }

  private void visit(Class<?> from, MethodTypeDesc type) {
    visit(from, type.returnType());
    type.parameterList().forEach(parameter -> visit(from, parameter));
  }

  private void visit(Class<?> from, @Nullable Class<?> type) {
    if (type != null && type != from && ForeignClasses.contains(type)) {
      need(type);
    }
  }

  /** The class, which is needed if it is foreign; null when it is primitive or not there at all. */
  private @Nullable Class<?> visit(Class<?> from, ClassDesc described) {
    ClassDesc element = described;
    while (element.isArray()) {
      element = element.componentType();
    }
    if (element.isPrimitive()) {
      return null;
    }
    String descriptor = element.descriptorString();
    String name = descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
    try {
      Class<?> type = Class.forName(name, false, from.getClassLoader());
      visit(from, type);
      return type;
    } catch (ClassNotFoundException | LinkageError absent) {
      // Nor will it be there on the other side: whoever gets so far is told.
      return null;
    }
  }

  private void variable(Class<?> owner, String name, Class<?> reader, MethodModel method) {
    for (Class<?> next = owner; next != null; next = next.getSuperclass()) {
      try {
        Field field = next.getDeclaredField(name);
        if (ForeignClasses.contains(next) && !Modifier.isFinal(field.getModifiers())) {
          variables.putIfAbsent(
              field, new Reader(reader.getName(), method.methodName().stringValue()));
        }
        return;
      } catch (NoSuchFieldException inherited) {
        // the next one has it
      }
    }
  }

  private static String id(MethodModel method) {
    return method.methodName().stringValue() + method.methodType().stringValue();
  }
}
