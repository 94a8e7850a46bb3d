package io.portmaster.cli.client;

import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Reads the certificates that a client trusts. */
final class Certificates {
    private Certificates() {}

    /**
     * TLS that trusts these certificates, and no others.
     *
     * @param pem a file with at least one
     * @throws CommandException if there is none, or the file can't be read
     */
    static SSLContext trusting(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw refusal(pem, "no certificate is in it", null);
            }
            return trusting(certificates);
        } catch (NoSuchFileException e) {
            throw refusal(pem, "there is no such file", e);
        } catch (IOException e) {
            throw refusal(pem, "can't read it", e);
        } catch (GeneralSecurityException e) {
            throw refusal(pem, "these are no certificates in PEM", e);
        }
    }

    private static SSLContext trusting(Collection<? extends Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates) {
            trusted.setCertificateEntry("trusted-" + number++, certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static CommandException refusal(Path pem, String reason, @Nullable Exception cause) {
        return new CommandException(
                ExitCode.USAGE, "--cacert (PORTMASTER_CACERT) " + pem + ": " + reason, List.of(), cause);
    }
}
