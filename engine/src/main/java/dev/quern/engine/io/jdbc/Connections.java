package dev.quern.engine.io.jdbc;

import dev.quern.engine.StorageException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/** Connections, and what is said when they fail. */
final class Connections {
  private Connections() {}

  static Connection open(String url, Map<String, String> properties) {
    Properties given = new Properties();
    given.putAll(properties);
    try {
      return DriverManager.getConnection(url, given);
    } catch (SQLException e) {
      String cure =
          "08001".equals(e.getSQLState())
                  && String.valueOf(e.getMessage()).startsWith("No suitable driver")
              ? ": put the driver's jar on the class path"
              : "";
      throw failed(url, "cannot be opened" + cure, e);
    }
  }

  /** Closes {@code connection} after {@code failure}, which is told of more trouble. */
  static void close(Connection connection, Exception failure) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /** The error of a database: what was tried, what it says, never the properties. */
  static StorageException failed(String url, String what, SQLException e) {
    return new StorageException("%s %s: %s".formatted(plain(url), what, e.getMessage()), e);
  }

  /** The URL without parameters, where passwords may stand. */
  static String plain(String url) {
    int parameters = url.indexOf('?');
    int semicolon = url.indexOf(';');
    int end =
        parameters < 0 ? semicolon : semicolon < 0 ? parameters : Math.min(parameters, semicolon);
    return end < 0 ? url : url.substring(0, end);
  }
}
