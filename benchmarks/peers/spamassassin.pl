# SpamAssassin's Bayes alone, kept running: no rules but the list of top domains, no network, no other plugin.
# ARGV: a directory for its database. Each line of stdin is a wish and a text in UTF-8 and base64, answered by a line:
#   "spam TEXT" or "ham TEXT" is learned and answered "learned";
#   "score TEXT" is answered by the probability of spam, 0.5 where it has no opinion.
# API: Mail::SpamAssassin(3pm), Mail::SpamAssassin::Conf(3pm).
use strict;
use warnings;
use Mail::SpamAssassin;
use Mail::SpamAssassin::PerMsgStatus;
use MIME::Base64 qw(decode_base64);

my ($home) = @ARGV;
my $settings = <<"END";
loadplugin Mail::SpamAssassin::Plugin::Bayes
use_bayes 1
bayes_path $home/bayes
bayes_auto_learn 0
bayes_auto_expire 0
bayes_min_ham_num 1
bayes_min_spam_num 1
lock_method flock
END
my $assassin = Mail::SpamAssassin->new({
    rules_filename => '/usr/share/spamassassin/20_aux_tlds.cf', site_rules_filename => "$home/none",
    userprefs_filename => "$home/none", userstate_dir => $home, post_config_text => $settings,
    dont_copy_prefs => 1, local_tests_only => 1, require_rules => 0,
});
$assassin->init(0);
$assassin->init_learner({caller_will_untie => 1});
my $bayes = $assassin->call_plugins('learner_get_implementation');
$| = 1;

while (my $line = <STDIN>) {
    my ($wish, $text) = split ' ', $line;
    my $head = "From: reader\@site.example\nTo: site\@site.example\nSubject: comment\nMIME-Version: 1.0\n"
        . "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n";
    my $mail = $assassin->parse($head . decode_base64($text // '') . "\n", 1);
    if ($wish eq 'score') {
        my $status = Mail::SpamAssassin::PerMsgStatus->new($assassin, $mail);
        $mail->extract_message_metadata($status);
        my $score = $bayes->scan($status, $mail);
        printf "%.9f\n", defined $score ? $score : 0.5;
        $status->finish();
    } else {
        $assassin->learn($mail, undef, $wish eq 'spam' ? 1 : 0, 0)->finish();
        print "learned\n";
    }
    $mail->finish();
}
$assassin->finish_learner();
