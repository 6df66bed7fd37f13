import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.enumerations.Level;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.policy.EtsiValidationPolicy;
import eu.europa.esig.dss.policy.ValidationPolicyFacade;
import eu.europa.esig.dss.policy.jaxb.LevelConstraint;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.policy.SignaturePolicyProvider;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What EU DSS says of signed PDFs, without any network. Arguments: FILE AUTHORITY FILE AUTHORITY ..., where AUTHORITY
 * is the one certificate to trust, or empty. One line for each signature: the file's number from 0, then the fields of
 * tests.dss.Judged, with tabs between.
 */
class Judge {
    private static final String POLICY = "/policy/constraint.xml";

    public static void main(String[] arguments) throws Exception {
        ValidationPolicy policy = policy();
        for (int at = 0; at < arguments.length; at += 2) {
            Reports reports = judged(arguments[at], arguments[at + 1], policy);
            for (SignatureWrapper signature : reports.getDiagnosticData().getSignatures()) {
                System.out.println(at / 2 + "\t" + line(signature, reports.getSimpleReport()));
            }
        }
    }

    /** DSS's own policy, stricter where it only warns, and with a warning where it asks for revocation. */
    private static ValidationPolicy policy() throws Exception {
        var parameters = ValidationPolicyFacade.newFacade().unmarshall(Judge.class.getResourceAsStream(POLICY));
        var basic = parameters.getSignatureConstraints().getBasicSignatureConstraints();
        var signer = basic.getSigningCertificate();
        List<LevelConstraint> strict = List.of(
            basic.getByteRangeCollision(), basic.getPdfAnnotationOverlap(), basic.getPdfVisualDifference(),
            basic.getDocMDP(), basic.getFieldMDP(), basic.getSigFieldLock(), basic.getUndefinedChanges(),
            signer.getKeyUsage(), signer.getNameConstraints(), signer.getSupportedCriticalExtensions());
        strict.forEach(each -> each.setLevel(Level.FAIL));
        signer.getRevocationDataAvailable().setLevel(Level.WARN);
        return new EtsiValidationPolicy(parameters);
    }

    private static Reports judged(String file, String authority, ValidationPolicy policy) {
        var trusted = new CommonTrustedCertificateSource();
        if (!authority.isEmpty()) {
            trusted.addCertificate(DSSUtils.loadCertificate(new File(authority)));
        }
        var verifier = new CommonCertificateVerifier(true); // true: without a source of issuers in the network
        verifier.setTrustedCertSources(trusted);
        var offline = new SignaturePolicyProvider();
        offline.setDataLoader(null);
        var validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
        validator.setCertificateVerifier(verifier);
        validator.setSignaturePolicyProvider(offline);
        validator.setEnableEtsiValidationReport(false);
        validator.setLocale(Locale.ENGLISH);
        return validator.validateDocument(policy);
    }

    private static String line(SignatureWrapper signature, SimpleReport report) {
        String id = signature.getId();
        var locked = signature.getFieldMDP();
        var lock = signature.getSigFieldLock();
        return Stream.of(
                signature.getFirstFieldName(),
                report.getIndication(id),
                report.getSubIndication(id),
                signature.getSignatureFormat(),
                !signature.getPdfUndefinedChanges().isEmpty() || signature.arePdfModificationsDetected(),
                signature.getDocMDPPermissions(),
                locked == null ? null : locked.getAction(),
                lock == null ? null : lock.getPermissions(),
                texts(report.getAdESValidationErrors(id)),
                texts(report.getAdESValidationWarnings(id)))
            .map(each -> each == null ? "" : each.toString())
            .collect(Collectors.joining("\t"));
    }

    private static String texts(List<Message> messages) {
        return messages.stream().map(Message::getValue).collect(Collectors.joining("|"));
    }
}
